namespace Messenger.Benchmarks.Mixed;

/// <summary>A mixed load: who takes part, and how much each does.</summary>
internal sealed record MixedOptions
{
    /// <summary>How long it lasts, without coming in and comparing.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Clients of both kinds together.</summary>
    public required int Clients { get; init; }

    /// <summary>How many of them misbehave.</summary>
    public required int Misfits { get; init; }

    /// <summary>Messages a second that the members say in rooms, all together.</summary>
    public required double Rate { get; init; }

    /// <summary>Loss on the transfers' UDP, as <c>--impair</c> reads it.</summary>
    public required string Loss { get; init; }

    /// <summary>Where chance begins.</summary>
    public required int Seed { get; init; }

    /// <summary>Private messages a second of all members together.</summary>
    public double PrivateRate => Rate / 4;

    /// <summary>Connections cut a second.</summary>
    public double CutRate => Members / 500.0;

    /// <summary>Members who leave a room and come back, a second.</summary>
    public double WanderRate => CutRate / 5;

    /// <summary>Clients that behave.</summary>
    public int Members => Clients - Misfits;

    /// <summary>Between two looks at the server: half a minute, or twelve looks where it is short.</summary>
    public TimeSpan SampleEvery => TimeSpan.FromSeconds(Math.Min(30, Duration.TotalSeconds / 12));
}
