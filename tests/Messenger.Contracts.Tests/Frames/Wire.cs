using System.Buffers;
using System.Collections;
using System.Reflection;
using MemoryPack;
using Messenger.Contracts.Control;
using Messenger.Contracts.Framing;

namespace Messenger.Contracts.Tests.Frames;

/// <summary>What the tests of frames share.</summary>
internal static class Wire
{
    public static IEnumerable<object> AllSamples => [.. SampleFrames.Client, .. SampleFrames.Server];

    public static byte[] Encode(object frame) => frame is ClientFrame client ? ControlCodec.Encode(client) : ControlCodec.Encode((ServerFrame)frame);

    /// <summary>A frame's body: what follows its length.</summary>
    public static byte[] Body(object frame) => Encode(frame)[WireLimits.FramePrefix..];

    public static (DecodeStatus Status, object? Frame, ushort Tag) Decode(ReadOnlyMemory<byte> body, bool client) =>
        Decode(new ReadOnlySequence<byte>(body), client);

    public static (DecodeStatus Status, object? Frame, ushort Tag) Decode(in ReadOnlySequence<byte> body, bool client)
    {
        if (client)
            return (ControlCodec.Decode(body, out ClientFrame? fromClient, out ushort clientTag), fromClient, clientTag);
        return (ControlCodec.Decode(body, out ServerFrame? fromServer, out ushort serverTag), fromServer, serverTag);
    }

    /// <summary>Every piece of it in a segment of its own, of <paramref name="bytes"/> bytes.</summary>
    public static ReadOnlySequence<byte> Split(ReadOnlyMemory<byte> whole, int bytes)
    {
        var first = new Segment(whole[..Math.Min(bytes, whole.Length)], null);
        Segment last = first;
        for (int at = bytes; at < whole.Length; at += bytes)
            last = new Segment(whole.Slice(at, Math.Min(bytes, whole.Length - at)), last);
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    public static IEnumerable<PropertyInfo> MembersOf(Type type) =>
        type.GetProperties().Where(p => p.GetCustomAttribute<MemoryPackOrderAttribute>() is not null)
            .OrderBy(p => p.GetCustomAttribute<MemoryPackOrderAttribute>()!.Order);

    /// <summary>Member by member, arrays item by item.</summary>
    public static void AssertSame(object? expected, object? actual)
    {
        if (expected is IList list)
        {
            var other = Assert.IsAssignableFrom<IList>(actual);
            Assert.Equal(list.Count, other.Count);
            for (int i = 0; i < list.Count; i++)
                AssertSame(list[i], other[i]);
        }
        else if (expected is not null && expected.GetType().Namespace!.StartsWith("Messenger.", StringComparison.Ordinal) && !expected.GetType().IsEnum)
        {
            foreach (PropertyInfo member in MembersOf(expected.GetType()))
                AssertSame(member.GetValue(expected), member.GetValue(actual));
        }
        else
        {
            Assert.Equal(expected, actual);
        }
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            if (before is null)
                return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}
