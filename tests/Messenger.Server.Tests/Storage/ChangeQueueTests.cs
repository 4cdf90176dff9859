using Messenger.Server.Storage;

namespace Messenger.Server.Tests.Storage;

public sealed class ChangeQueueTests
{
    private readonly ChangeQueue _queue = new(mostRows: 10);

    [Fact]
    public void What_fits_stays_in_order()
    {
        Change[] changes = [Of(4), Of(5, isDispensable: true), Of(1)];
        Add(changes);
        Assert.Equal(0, _queue.Bound());
        Assert.Equal(changes, _queue.All);
    }

    [Fact]
    public void What_is_dispensable_goes_first_then_the_oldest_and_no_more_than_is_needed()
    {
        Change[] changes = [Of(4), Of(5, isDispensable: true), Of(3), Of(1, isDispensable: true), Of(2)];
        Add(changes);
        Assert.Equal(1, _queue.Bound());
        Assert.Equal([changes[0], changes[2], changes[3], changes[4]], _queue.All);
    }

    [Fact]
    public void The_oldest_go_where_nothing_is_dispensable()
    {
        Change[] changes = [Of(4), Of(4), Of(4), Of(4)];
        Add(changes);
        Assert.Equal(2, _queue.Bound());
        Assert.Equal(changes[2..], _queue.All);
        Assert.Equal(0, _queue.Bound());
    }

    [Fact]
    public void The_newest_stays_however_large()
    {
        Change[] changes = [Of(1), Of(1), Of(50)];
        Add(changes);
        Assert.Equal(2, _queue.Bound());
        Assert.Same(changes[2], Assert.Single(_queue.All));
    }

    [Fact]
    public void What_was_written_makes_room()
    {
        Change[] changes = [Of(6), Of(4), Of(6)];
        Add(changes);
        _queue.RemoveFirst(1);
        Assert.Equal(0, _queue.Bound());
        Assert.Equal(changes[1..], _queue.All);
    }

    private void Add(Change[] changes)
    {
        foreach (Change change in changes)
            _queue.Add(change);
    }

    private static Change Of(int rows, bool isDispensable = false) => new(_ => { }, rows, isDispensable);
}
