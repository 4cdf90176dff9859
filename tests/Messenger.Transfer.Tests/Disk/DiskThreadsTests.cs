using System.Collections.Concurrent;
using Messenger.Transfer.Disk;

namespace Messenger.Transfer.Tests.Disk;

/// <summary>The threads that wait for disks: every piece is run, and where they run.</summary>
public sealed class DiskThreadsTests
{
    [Fact]
    public async Task Every_piece_is_run_however_many_come_at_once()
    {
        using var all = new CountdownEvent(2_000);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 500; i++)
                DiskThreads.Run(new Piece(() => all.Signal()), apart: i % 2 == 0);
        })));
        Assert.True(all.Wait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_piece_that_is_run_again_comes_behind_those_that_wait()
    {
        ConcurrentQueue<string> order = new();
        var done = new TaskCompletionSource();
        using var gate = new ManualResetEventSlim();
        using var held = new CountdownEvent(3);
        // Three of the four threads wait, and the fourth runs what comes, in order.
        for (int i = 0; i < 3; i++)
        {
            DiskThreads.Run(new Piece(() =>
            {
                held.Signal();
                gate.Wait();
            }));
        }

        held.Wait(TestContext.Current.CancellationToken);
        int runs = 0;
        Piece? again = null;
        again = new Piece(() =>
        {
            order.Enqueue("again");
            if (++runs > 1)
                return;
            DiskThreads.Run(new Piece(() => order.Enqueue("new")));
            DiskThreads.RunAgain(again!);
            DiskThreads.Run(new Piece(() => done.SetResult()));
        });
        DiskThreads.Run(again);
        await done.Task;
        gate.Set();
        Assert.Equal(["again", "new", "again"], order);
    }

    [Fact]
    public void Apart_is_on_another_processor_than_the_caller()
    {
        Assert.SkipWhen(Processors.Current == Processors.None, "There is one processor.");
        int here = Processors.None;
        List<int> found = [];
        var thread = new Thread(() =>
        {
            here = StayHere();
            for (int round = 0; round < 200; round++)
            {
                using var ran = new ManualResetEventSlim();
                DiskThreads.Run(
                    new Piece(() =>
                    {
                        found.Add(Kernel.CurrentProcessor());
                        ran.Set();
                    }),
                    apart: true);
                ran.Wait();
            }
        });
        thread.Start();
        thread.Join();
        Assert.Equal(200, found.Count);
        Assert.DoesNotContain(here, found);
    }

    private static unsafe int StayHere()
    {
        int here = Kernel.CurrentProcessor();
        ulong* mask = stackalloc ulong[16];
        new Span<ulong>(mask, 16).Clear();
        mask[here / 64] = 1UL << (here % 64);
        Assert.Equal(0, Kernel.SetAffinity(0, 16 * sizeof(ulong), mask));
        return here;
    }

    private sealed class Piece(Action run) : IDiskWork
    {
        public void Run() => run();
    }
}
