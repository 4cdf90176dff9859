using Messenger.Transfer.Rooted;

namespace Messenger.Transfer.Sink;

/// <summary>A file that is written as a whole.</summary>
internal struct WholeFile
{
    /// <summary>The file.</summary>
    public TargetFile Target;

    /// <summary>Where its bytes begin.</summary>
    public int At;

    /// <summary>What was made for it; null: nothing, for its name is taken or cannot be made.</summary>
    public FileIdentity? Made;
}
