using Messenger.Testing.Histories;

namespace Messenger.Client.Tests.Chat;

/// <summary>The checker of the load with many clients finds each kind of fault, and no fault where there is none.</summary>
public sealed class HistoryLedgerTests
{
    private readonly HistoryLedger _ledger = new("lobby") { Last = 5 };
    private readonly HeardMessage[] _said = [.. Enumerable.Range(1, 5).Select(Message)];

    public HistoryLedgerTests()
    {
        foreach (var message in _said)
            _ledger.Accept("ann", message);
    }

    [Fact]
    public void AHistoryThatHasEverythingOnceAndInOrderHasNoFault()
    {
        Assert.Empty(_ledger.Compare("bob", _said));
        Assert.Empty(_ledger.Compare("cleo", _said[2..], first: 3));
        Assert.Empty(_ledger.Faults);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void ALostMessageIsFoundWhereverItIs(int number) =>
        Assert.Equal([new(HistoryFaultKind.Lost, "bob", "lobby", number)], _ledger.Compare("bob", [.. _said.Where(m => m.Number != number)]));

    [Fact]
    public void AHistoryThatIsEmptyHasLostAll() => Assert.Equal(5, _ledger.Compare("bob", []).Count(fault => fault.Kind == HistoryFaultKind.Lost));

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public void AMessageHeardTwiceIsFoundAtOnceAndLater(int index)
    {
        HistoryFault[] expected = [new(HistoryFaultKind.Doubled, "bob", "lobby", index + 1)];
        Assert.Equal(expected, _ledger.Compare("bob", [.. _said[..index], _said[index], .. _said[index..]]));
        Assert.Equal(expected, _ledger.Compare("bob", [.. _said, _said[index]]));
    }

    [Fact]
    public void AMessageThatTheLogHasUnderTwoNumbersIsDoubled()
    {
        var ledger = new HistoryLedger("lobby") { Last = 2 };
        HeardMessage[] twice = [Message(1), Message(1) with { Number = 2 }];
        Assert.Equal([new(HistoryFaultKind.Doubled, "bob", "lobby", 2)], ledger.Compare("bob", twice));
    }

    [Fact]
    public void AMessageBehindALaterOneIsFound() =>
        Assert.Equal([new(HistoryFaultKind.Reordered, "bob", "lobby", 2)], _ledger.Compare("bob", [_said[0], _said[2], _said[1], _said[3], _said[4]]));

    [Fact]
    public void AMessageThatIsAnotherThanWasSaidOrThanOthersHeardIsFound()
    {
        var changed = HeardMessage.Of(4, Id(4), "ann", "text 4!");
        Assert.Equal([new(HistoryFaultKind.Altered, "bob", "lobby", 4)], _ledger.Compare("bob", [.. _said[..3], changed, _said[4]]));

        // Nobody knows who said it; two heard it, and not the same.
        var ledger = new HistoryLedger("lobby") { Last = 1 };
        Assert.Empty(ledger.Compare("bob", [Message(1)]));
        Assert.Equal([new(HistoryFaultKind.Altered, "cleo", "lobby", 1)], ledger.Compare("cleo", [changed with { Number = 1 }]));
    }

    [Fact]
    public void ANumberThatTheLogDoesNotHaveIsFound() =>
        Assert.Equal([new(HistoryFaultKind.Invented, "bob", "lobby", 6)], _ledger.Compare("bob", [.. _said, Message(6)]));

    [Fact]
    public void TwoMessagesAcceptedUnderOneNumberAndOneUnderTwoAreFaultsOfTheLog()
    {
        _ledger.Accept("ann", Message(7) with { Number = 3 });
        _ledger.Accept("ann", Message(2) with { Number = 8 });
        Assert.Equal([new(HistoryFaultKind.Altered, "ann", "lobby", 3), new(HistoryFaultKind.Doubled, "ann", "lobby", 8)], _ledger.Faults);
    }

    [Fact]
    public void AMessageOwedToALogUnderAnUnknownNumberMustBeInIt()
    {
        var inbox = new HistoryLedger("@bob") { Last = 2 };
        inbox.Owe(Message(1).Print);
        inbox.Owe(Message(9).Print);
        Assert.Equal([new(HistoryFaultKind.Lost, "bob", "@bob", 0)], inbox.Compare("bob", [Message(1), Message(2)]));
    }

    [Fact]
    public void APrintTellsIdSenderAndTextApart()
    {
        ulong[] prints =
        [
            HeardMessage.Of(1, Id(1), "ann", "text").Print, HeardMessage.Of(1, Id(2), "ann", "text").Print, HeardMessage.Of(1, Id(1), "bob", "text").Print,
            HeardMessage.Of(1, Id(1), "ann", "texts").Print, HeardMessage.Of(1, Id(1), "annt", "ext").Print,
        ];
        Assert.Equal(prints.Distinct(), prints);
        Assert.Equal(prints[0], HeardMessage.Of(2, Id(1), "ann", "text").Print);
    }

    private static HeardMessage Message(int number) => HeardMessage.Of(number, Id(number), "ann", $"text {number}");

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);
}
