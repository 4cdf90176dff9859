namespace Messenger.Cli.Output;

/// <summary>Nobody reads standard output any more: the program ends quietly, with exit code 0.</summary>
internal sealed class ClosedOutputException(IOException cause) : Exception("standard output is closed", cause);
