namespace McpGateway.Core.Audit;

/// <summary>Outcomes, as records state them, sorted into what went well and what did not.</summary>
internal static class CallOutcomes
{
    public const string Denied = "denied";

    /// <summary>It did not come to an answer of the server, for another reason than the access rules.</summary>
    public static bool IsFailure(string? outcome) =>
        outcome is "unauthenticated" or "unavailable" or "upstream_failed" or "upstream_timed_out";
}
