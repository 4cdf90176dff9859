namespace Messenger.Platform.Startup;

/// <summary>How many files and connections this process may have open.</summary>
public static class Descriptors
{
    private const int OpenFiles = 7;

    /// <summary>Raises the limit as far as the system lets it.</summary>
    /// <returns>The limit then; <see cref="int.MaxValue"/> where there is none or it cannot be told.</returns>
    public static unsafe int RaiseLimit()
    {
        Libc.ResourceLimit limit;
        if (Libc.GetLimit(OpenFiles, &limit) != 0)
            return int.MaxValue;
        if (limit.Soft < limit.Hard)
        {
            Libc.ResourceLimit raised = new() { Soft = limit.Hard, Hard = limit.Hard };
            if (Libc.SetLimit(OpenFiles, &raised) == 0)
                limit = raised;
        }

        return (int)Math.Min(limit.Soft, int.MaxValue);
    }
}
