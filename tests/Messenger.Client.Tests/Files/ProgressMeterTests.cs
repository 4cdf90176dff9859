using Messenger.Client.Files;
using Messenger.Testing;
using Messenger.Transfer;

namespace Messenger.Client.Tests.Files;

public sealed class ProgressMeterTests
{
    private const long Rate = 1_000_000;
    private readonly ManualTimeProvider _time = new();

    [Theory]
    [InlineData(TransferState.Paused)]
    [InlineData(TransferState.PausedByPeer)]
    [InlineData(TransferState.Asking)]
    public void TimeInWhichNothingWasToMoveIsNoMeasureOfTheRate(TransferState held)
    {
        var meter = new ProgressMeter(_time);
        meter.Enter(TransferPhase.Transferring);
        Move(meter, from: 0, seconds: 4);
        for (var second = 0; second < 10; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            meter.Sample(At(4, held));
        }

        Assert.Equal(TimeSpan.FromSeconds(9), meter.Snapshot().Held);
        _time.Advance(TimeSpan.FromSeconds(1));
        Move(meter, from: 4, seconds: 2);
        Assert.Equal(Rate, meter.Snapshot().BytesPerSecond!.Value, 1.0);
        meter.Enter(TransferPhase.Ended);
        var end = meter.Snapshot();
        Assert.Equal((TimeSpan.FromSeconds(17), TimeSpan.FromSeconds(10)), (end.Elapsed, end.Held));
    }

    [Fact]
    public void WhatEndsWhileItIsPausedWasPausedToItsEnd()
    {
        var meter = new ProgressMeter(_time);
        meter.Enter(TransferPhase.Transferring);
        meter.Sample(At(1, TransferState.Paused));
        _time.Advance(TimeSpan.FromSeconds(5));
        meter.Enter(TransferPhase.Ended);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5)), (meter.Snapshot().Elapsed, meter.Snapshot().Held));
    }

    [Fact]
    public void WhatEndsBeforeAllIsThereStopsAndIsNotVerified()
    {
        var meter = new ProgressMeter(_time);
        meter.Enter(TransferPhase.Transferring);
        meter.Sample(At(99, TransferState.Ended));
        Assert.Equal(TransferPhase.Stopping, meter.Snapshot().Phase);
        meter.Sample(At(100, TransferState.Finishing));
        Assert.Equal(TransferPhase.Verifying, meter.Snapshot().Phase);
    }

    // A sample now, and one after each second.
    private void Move(ProgressMeter meter, int from, int seconds)
    {
        meter.Sample(At(from, TransferState.Moving));
        for (var second = 1; second <= seconds; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            meter.Sample(At(from + second, TransferState.Moving));
        }
    }

    private static EndProgress At(int seconds, TransferState state) => new(100 * Rate, seconds * Rate, 0, seconds * Rate, state);
}
