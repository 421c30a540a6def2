namespace McpGateway.Web.Findings;

/// <summary>Somebody's decision to live with a finding.</summary>
/// <param name="Finding">Its id.</param>
/// <param name="Reason">Why.</param>
/// <param name="For">For how long; null until the text changes.</param>
public sealed record FindingDecision(string Finding, string Reason, TimeSpan? For);
