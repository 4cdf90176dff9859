using Messenger.Server.Hosting;

namespace Messenger.Server.Tests.Hosting;

public sealed class BurstMemoryTests
{
    private int _connections, _released;
    private double _processor;
    private readonly BurstMemory _memory;
    private double _now;

    public BurstMemoryTests() => _memory = new BurstMemory(() => _connections, () => TimeSpan.FromSeconds(_processor), () => _released++);

    [Fact]
    public void It_is_given_back_once_when_those_who_came_have_come_to_rest()
    {
        Pass(connections: 5_000, processor: 1.9);
        Assert.Equal(0, _released);
        Pass(connections: 5_000, processor: 1.0);
        Assert.Equal(0, _released);
        Pass(connections: 5_000, processor: 0.1);
        Assert.Equal(1, _released);
        for (int i = 0; i < 100; i++)
            Pass(connections: 5_000 + i, processor: 0.1);
        Assert.Equal(1, _released);
        Pass(connections: 100, processor: 0.1);
        Pass(connections: 100, processor: 0.1);
        Assert.Equal(2, _released);
    }

    [Fact]
    public void While_they_come_and_for_a_few_it_is_left()
    {
        for (int i = 0; i < 20; i++)
            Pass(connections: i * 100, processor: 0.1);
        Assert.Equal(0, _released);
        _connections = 0;
        for (int i = 0; i < 20; i++)
            Pass(connections: 255, processor: 0);
        Assert.Equal(0, _released);
    }

    private void Pass(int connections, double processor)
    {
        (_connections, _processor, _now) = (connections, _processor + processor, _now + 2);
        _memory.Look(TimeSpan.FromSeconds(_now));
    }
}
