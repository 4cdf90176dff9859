namespace Messenger.Server.Chat.Names;

/// <summary>
/// The name of a user. Names are the same when their <see cref="Key"/> is; two different ones must not share a
/// <see cref="Skeleton"/>, so that nobody can pose as another.
/// </summary>
/// <remarks>
/// The skeleton is of the letters as shown, so two spellings of one name (of equal keys) can have two: whoever takes a
/// name, and whoever shows it in another case, is checked by both.
/// </remarks>
internal sealed class UserName : IEquatable<UserName>
{
    private readonly NameForm _form;

    private UserName(NameForm form) => _form = form;

    /// <summary>The name as typed, in NFKC: to be shown.</summary>
    public string Display => _form.Display;

    /// <summary>The name for comparison: case-folded NFKC.</summary>
    public string Key => _form.Key;

    /// <summary>The name's looks: equal for two names that a person can take for one another. Never to be shown.</summary>
    public string Skeleton => _form.Skeleton;

    /// <summary>Reads a name as a person typed it.</summary>
    /// <param name="raw">Any text of any size.</param>
    /// <param name="name">The name, where there is no error.</param>
    /// <param name="error">Why it is none; <see cref="NameErrors.Describe"/> puts it into a sentence.</param>
    public static bool TryParse(string? raw, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out UserName? name, out NameError error)
    {
        error = NameRules.Read(raw, out var form);
        name = error == NameError.None ? new UserName(form) : null;
        return name is not null;
    }

    /// <summary>Whether <paramref name="other"/> is another name that looks like this one.</summary>
    public bool PosesAs(UserName other) => Key != other.Key && Skeleton == other.Skeleton;

    /// <inheritdoc/>
    public bool Equals(UserName? other) => other is not null && Key == other.Key;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as UserName);

    /// <inheritdoc/>
    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Display;
}
