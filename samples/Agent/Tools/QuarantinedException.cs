namespace ReferenceAgent.Tools;

/// <summary>What was called is withheld from everybody until somebody approves it as it is now: no rule for the user would help.</summary>
/// <param name="message">What is withheld and why, as the gateway says it.</param>
internal sealed class QuarantinedException(string message) : Exception(message);
