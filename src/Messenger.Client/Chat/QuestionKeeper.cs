using Messenger.Contracts.Control;

namespace Messenger.Client.Chat;

/// <summary>
/// What a session asks by itself to know where it stands (rooms, members, logs, parcels): in order, a few at once. What the server finds too much
/// keeps its place and is asked again after a pause that doubles; from then on they leave one by one, until none waits. Called under the model's lock.
/// </summary>
/// <param name="wire">The connection.</param>
internal sealed class QuestionKeeper(ChatWire wire)
{
    /// <summary>Questions under way at once: with as many messages beside them, no more than a server here refuses with a word.</summary>
    public const int Window = 16;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(16);

    private readonly LinkedList<Question> _questions = new();
    private TimeSpan _pause = FirstPause;
    private bool _held;
    private bool _oneByOne;

    /// <summary>Asks; the answer, a refusal for good among them, is handled once, and not at all when the connection ends before.</summary>
    public void Ask(Func<uint, ClientFrame> make, Action<ServerFrame> handle)
    {
        _questions.AddLast(new Question(make, handle));
        Flush();
    }

    /// <summary>The connection is lost: whoever still wants to know asks on the next one.</summary>
    public void Disconnect()
    {
        _questions.Clear();
        BeginAnew();
    }

    private void Flush()
    {
        while (!_held && _questions.Count(question => question.UnderWay) < (_oneByOne ? 1 : Window)
            && _questions.FirstOrDefault(question => !question.UnderWay) is { } next)
        {
            next.UnderWay = true;
            wire.Ask(next.Make, reply => HandleReply(next, reply));
        }
    }

    private void HandleReply(Question question, ServerFrame reply)
    {
        // CTL-FLOOD-1
        if (reply is Refused { Code: RefusalCode.TooFast })
        {
            question.UnderWay = false;
            Hold();
            return;
        }

        _questions.Remove(question);
        _pause = FirstPause;
        question.Handle(reply);
        if (_questions.Count == 0)
            BeginAnew();
        Flush();
    }

    private void Hold()
    {
        _oneByOne = true;
        // Several that left together are refused together: that is one reason to wait, not many.
        if (_held)
            return;
        _held = true;
        wire.Later(_pause, Release);
        _pause = _pause < LongestPause ? _pause * 2 : LongestPause;
    }

    private void Release()
    {
        _held = false;
        Flush();
    }

    private void BeginAnew()
    {
        _pause = FirstPause;
        _held = false;
        _oneByOne = false;
    }

    private sealed class Question(Func<uint, ClientFrame> make, Action<ServerFrame> handle)
    {
        public Func<uint, ClientFrame> Make => make;

        public Action<ServerFrame> Handle => handle;

        public bool UnderWay { get; set; }
    }
}
