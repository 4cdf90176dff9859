using Messenger.Contracts.Control;

namespace Messenger.Client.Session;

/// <summary>The sending side of a live control connection.</summary>
internal interface IControlLink
{
    /// <summary>Sends what has no answer.</summary>
    void Send(ClientFrame frame);

    /// <summary>Sends a request. <paramref name="end"/> is called exactly once; with an answer: in the order of the frames, on the reading thread.</summary>
    /// <returns>The request's id.</returns>
    /// <exception cref="Platform.UserError">A member of the frame is over its bound.</exception>
    uint Request(Func<uint, ClientFrame> make, Action<RequestEnd> end);
}
