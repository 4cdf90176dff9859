namespace Messenger.Transfer.Plan;

/// <summary>A plan that must not be carried out: its message is one sentence for people.</summary>
/// <param name="sentence">What is wrong, with what.</param>
public sealed class PlanException(string sentence) : Exception(sentence);
