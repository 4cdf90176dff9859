using Messenger.Contracts.Control;
using Messenger.Platform;
using Messenger.Platform.Identity;
using Messenger.Platform.Text;
using Messenger.Server.Control;
using Messenger.Server.Files;
using Microsoft.Extensions.Logging;
using ZLogger;

namespace Messenger.Server.Trust;

/// <summary>Takes the acts of operators, whichever door they come by, does them and notes them.</summary>
/// <param name="gate">The door to the chat.</param>
/// <param name="policy">Who may what.</param>
/// <param name="store">Where it is kept.</param>
/// <param name="audit">What was done.</param>
/// <param name="log">The log.</param>
internal sealed class OperatorDesk(ChatGate gate, TrustPolicy policy, ITrustStore store, AuditLog audit, ILogger log)
{
    /// <summary>All acts, in the order of help.</summary>
    public static IReadOnlyList<Act> Acts { get; } = [.. SessionActs.All, .. SanctionActs.All, .. HouseActs.All, .. NameActs.All];

    /// <summary>The clock.</summary>
    public TimeProvider Time => gate.Time;

    /// <summary>Who may what.</summary>
    public TrustPolicy Policy => policy;

    /// <summary>Stops what a key's users move, with a sentence for them.</summary>
    public Action<Stopped, string> StopTransfers { get; set; } = static (_, _) => { };

    /// <summary>Bytes a second that a key's transfers move.</summary>
    public Func<Fingerprint, long> TransferRate { get; set; } = static _ => 0;

    /// <summary>Does an act; when the task is done, it is on the disk.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="name">What.</param>
    /// <param name="words">On whom, and how.</param>
    public async Task<ActAnswer> RunAsync(ActCaller caller, string name, IReadOnlyList<string> words)
    {
        // CTL-TRUST-1: whoever may do none of it does not learn what there is.
        if (caller.Session is { IsOperator: false })
            return ActAnswer.No(RefusalCode.AccessDenied, "Only operators of this server may do that.");
        if (name is "help" or "")
            return ActAnswer.Say([.. Acts.Select(act => $"{act.Synopsis}\t{act.Help}")]);
        if (Acts.FirstOrDefault(act => act.Name == name) is not { } found)
            return ActAnswer.No(RefusalCode.BadRequest, $"There is no {SafeText.Show(name)}; help lists what there is.");
        if (words.Count < found.Fewest)
            return ActAnswer.No(RefusalCode.BadRequest, $"It is {found.Synopsis}.");

        ActContext context;
        ActAnswer answer;
        using (ChatGate.Turn turn = gate.Enter())
        {
            context = new ActContext
            {
                Caller = caller,
                Words = words,
                Community = turn.Community,
                Policy = policy,
                Store = store,
                TransferRate = TransferRate,
                Now = turn.Now,
            };
            answer = found.Do(context);
        }

        foreach ((Stopped whose, string sentence) in context.Stopped)
            StopTransfers(whose, sentence);
        await Task.WhenAll(context.Writes).ConfigureAwait(false);
        return found.IsQuestion || (words.Count == 0 && found.Fewest == 0) ? answer : Note(caller, name, words, answer);
    }

    private ActAnswer Note(ActCaller caller, string name, IReadOnlyList<string> words, ActAnswer answer)
    {
        log.ZLogInformation($"{caller.Who} ({caller.From}): {name} {SafeText.Show(string.Join(' ', words))}{(answer.Refusal is { } refusal ? $"; refused: {refusal.Sentence}" : "")}");
        try
        {
            audit.Write(caller.Who, caller.From, name, words, answer.Refusal?.Sentence);
            return answer;
        }
        catch (UserError e)
        {
            log.ZLogError($"{e.Message}.");
            return answer with { Lines = [.. answer.Lines, $"and it was not noted: {e.Message}"] };
        }
    }
}
