using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Messenger.Platform;
using Messenger.Platform.Files;
using Messenger.Transfer;
using Messenger.Transfer.Plan;

namespace Messenger.Client.Files;

/// <summary>Standard output as the target of a download: knows how much is written, and the SHA-256 of it.</summary>
internal sealed class StreamTarget : IDisposable
{
    private readonly Stream _stream;
    private readonly ReadOnlyMemory<byte>? _expected;
    private readonly HashingStream _hashing;
    private readonly StreamOutput _output;

    /// <summary>Makes the target.</summary>
    /// <param name="output">Takes the bytes; not closed.</param>
    /// <param name="expected">What the SHA-256 must be; null: not compared.</param>
    /// <param name="writing">Measures how long the output takes; null: nobody wants to know.</param>
    public StreamTarget(Stream output, ReadOnlyMemory<byte>? expected, WaitMeter? writing)
    {
        (_stream, _expected) = (output, expected);
        _hashing = new HashingStream(output, expected is not null);
        _output = new StreamOutput(_hashing) { Writing = writing };
    }

    /// <summary>Bytes are written, or are about to be, that cannot be taken back.</summary>
    public bool HasBegun => _output.NextChunk > 0;

    public StreamReceiver Begin(TransferPlan plan) => new(plan, _output);

    /// <summary>A connection has ended.</summary>
    /// <exception cref="UserError">The output is closed or broken.</exception>
    public void End()
    {
        if (_output.Failure is not (null or IOException))
            ExceptionDispatchInfo.Throw(_output.Failure);
        if (_output.Failure is { } failure)
            throw new UserError(ExitCode.LocalFile, "standard output takes no more", failure);
    }

    /// <summary>All is written: is it what was expected?</summary>
    /// <exception cref="UserError">It is not.</exception>
    public void Check()
    {
        _stream.Flush();
        if (_expected is not { } wanted)
            return;
        var found = _hashing.Sha256();
        if (!found.AsSpan().SequenceEqual(wanted.Span))
            throw new UserError(ExitCode.Integrity, $"what was written has the SHA-256 {Convert.ToHexStringLower(found)} and not the one that was given; do not use it");
    }

    public void Dispose()
    {
        _output.Dispose();
        // Where a write hangs because nobody reads, it keeps what it needs until the process ends.
        if (_output.IsIdle)
            _hashing.Dispose();
    }

    private sealed class HashingStream(Stream output, bool hashed) : WriteOnlyStream
    {
        private readonly IncrementalHash? _hash = hashed ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;

        public byte[] Sha256() => _hash!.GetHashAndReset();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            output.Write(buffer);
            _hash?.AppendData(buffer);
        }

        public override void Flush() => output.Flush();

        protected override void Dispose(bool disposing)
        {
            _hash?.Dispose();
            base.Dispose(disposing);
        }
    }
}
