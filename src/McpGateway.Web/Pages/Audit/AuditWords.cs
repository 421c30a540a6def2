using McpGateway.Core.Audit.Trail;
using McpGateway.Foundation.Auditing;

namespace McpGateway.Web.Pages.Audit;

/// <summary>How events read.</summary>
internal static class AuditWords
{
    public static readonly IReadOnlyList<(string Stream, string Text)> Streams =
    [
        (AuditStreams.RegistryApi, "Changes"), (AuditStreams.SignIn, "Sign-in"), (AuditStreams.TokenMint, "Tokens and consents"),
    ];

    public static readonly IReadOnlyList<(string Outcome, string Text)> Outcomes =
    [
        (AuditOutcomes.Success, "Done"), (AuditOutcomes.Denied, "Denied"), (AuditOutcomes.Failure, "Failed"),
        (AuditOutcomes.Locked, "Not tried"),
    ];

    public static string StreamOf(string stream) => Find(Streams, stream);

    public static string OutcomeOf(AuditItem item) => Find(Outcomes, item.Event.Response.Outcome);

    public static string ToneOf(AuditItem item) => item.Event.Response.Outcome switch
    {
        AuditOutcomes.Success => "good",
        AuditOutcomes.Denied or AuditOutcomes.Locked => "warn",
        _ => "bad",
    };

    /// <summary><c>update server</c>, with the words apart.</summary>
    public static string WhatOf(AuditItem item) =>
        $"{item.Event.Action.Operation} {item.Event.Action.ResourceType}".Replace('_', ' ');

    private static string Find(IReadOnlyList<(string Value, string Text)> words, string value) =>
        words.FirstOrDefault(word => word.Value == value).Text ?? value;
}
