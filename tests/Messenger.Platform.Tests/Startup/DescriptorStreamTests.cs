using System.IO.Pipes;
using Messenger.Platform.Startup;

namespace Messenger.Platform.Tests.Startup;

public sealed class DescriptorStreamTests
{
    [Fact]
    public void Writers_of_one_file_do_not_write_over_each_other()
    {
        using var folder = new TemporaryFolder();
        using var file = File.OpenHandle(folder["log"], FileMode.Create, FileAccess.Write);
        var descriptor = (int)file.DangerousGetHandle();
        using var one = new DescriptorStream(descriptor, FileAccess.Write);
        using var two = new DescriptorStream(descriptor, FileAccess.Write);

        one.Write("one "u8);
        two.Write("two "u8);
        one.Write("three"u8);

        Assert.Equal("one two three", File.ReadAllText(folder["log"]));
    }

    [Fact]
    public void Readers_of_one_file_go_on_where_the_other_stopped()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["in"], "abcdef");
        using var file = File.OpenHandle(folder["in"]);
        using var one = new DescriptorStream((int)file.DangerousGetHandle(), FileAccess.Read);
        using var two = new DescriptorStream((int)file.DangerousGetHandle(), FileAccess.Read);
        var buffer = new byte[3];

        Assert.Equal(3, one.Read(buffer, 0, 3));
        Assert.Equal(3, two.Read(buffer, 0, 3));
        Assert.Equal("def"u8.ToArray(), buffer);
        Assert.Equal(0, one.Read(buffer, 0, 3));
    }

    [Fact]
    public void More_than_a_pipe_holds_is_written_whole()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        var sent = new byte[1 << 20];
        new Random(1).NextBytes(sent);
        var writer = new Thread(() =>
        {
            using (pipe.ClientSafePipeHandle)
                new DescriptorStream((int)pipe.ClientSafePipeHandle.DangerousGetHandle(), FileAccess.Write).Write(sent);
        });
        writer.Start();
        var received = new byte[sent.Length];
        pipe.ReadExactly(received);
        writer.Join();

        Assert.Equal(sent, received);
        Assert.Equal(-1, pipe.ReadByte());
    }

    [Fact]
    public void A_closed_pipe_is_told_from_other_failures()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        pipe.ClientSafePipeHandle.Dispose();
        using var stream = new DescriptorStream((int)pipe.SafePipeHandle.DangerousGetHandle(), FileAccess.Write);

        Assert.True(StandardStreams.IsClosedPipe(Assert.Throws<IOException>(() => stream.WriteByte(1))));
        Assert.False(StandardStreams.IsClosedPipe(Assert.Throws<IOException>(() => new DescriptorStream(-1, FileAccess.Write).WriteByte(1))));
        Assert.False(StandardStreams.IsClosedPipe(new FileNotFoundException()));
    }

    [Fact]
    public void A_stream_goes_one_way()
    {
        Assert.True(StandardStreams.OpenOutput() is { CanWrite: true, CanRead: false, CanSeek: false });
        Assert.True(StandardStreams.OpenInput() is { CanWrite: false, CanRead: true, CanSeek: false });
        Assert.Throws<NotSupportedException>(() => StandardStreams.OpenOutput().ReadByte());
        Assert.Throws<NotSupportedException>(() => StandardStreams.OpenInput().WriteByte(1));
    }
}
