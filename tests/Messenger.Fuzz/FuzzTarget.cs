namespace Messenger.Fuzz;

/// <summary>
/// One thing under attack. An input is bytes, or operations written as bytes (<see cref="Feed"/>); whatever it is, <see cref="Run"/> returns.
/// </summary>
internal abstract class FuzzTarget
{
    /// <summary>What it is called by: the command's argument and its folder of the corpus.</summary>
    public abstract string Name { get; }

    /// <summary>The files of the corpus that are its inputs, beneath the corpus.</summary>
    public virtual string Pattern => $"{Name}/*.bin";

    /// <summary>Inputs that are sound, from which others are bred. Each is at most <see cref="MostBytes"/> long.</summary>
    public abstract IEnumerable<byte[]> Seeds { get; }

    /// <summary>Bytes of the longest input.</summary>
    public virtual int MostBytes => 512;

    /// <summary>Takes an input.</summary>
    /// <exception cref="BrokenRuleException">Something does not hold.</exception>
    public abstract void Run(ReadOnlySpan<byte> input);
}

/// <summary>What ought to hold does not.</summary>
internal sealed class BrokenRuleException(string sentence) : Exception(sentence)
{
    /// <summary>Says so where it is not.</summary>
    public static void ThrowUnless(bool holds, string sentence)
    {
        if (!holds)
            throw new BrokenRuleException(sentence);
    }
}
