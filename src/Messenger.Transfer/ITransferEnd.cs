namespace Messenger.Transfer;

/// <summary>What a driver does with either end.</summary>
internal interface ITransferEnd
{
    EndProgress Progress { get; }

    EndOutcome? Outcome { get; }

    /// <summary>Do not finish yet, whatever is verified: somebody is or will be asked.</summary>
    bool IsHeld { get; set; }

    void HandleMessage(ReadOnlySpan<byte> message);

    bool TryGetMessage(Span<byte> destination, out int length);

    void Pause();

    void Resume();

    /// <summary>Bounds the rate, bytes a second; 0: not.</summary>
    void LimitRate(long bytesPerSecond);

    void Stop(string reason);

    void Abort(TransferFailure failure, string sentence);

    void Fail(TransferFailure failure, string sentence);
}
