using McpGateway.Core.Audit;
using McpGateway.Web.Components;

namespace McpGateway.Web.Pages.Activity;

/// <summary>Records of calls in words. Pure.</summary>
internal static class CallWords
{
    private const string Forwarded = "forwarded";

    /// <summary>Forwarded is a success as far as the gateway looks into answers.</summary>
    public static readonly IReadOnlyList<(string Outcome, string Text, string Tone, string Meaning)> Outcomes =
    [
        (Forwarded, "Forwarded", "idle", "It went to the server, and its answer went back."),
        ("denied", "Denied", "warn", "The access rules do not allow it."),
        ("unauthenticated", "Not signed in", "warn", "It came without a credential that the gateway accepts."),
        ("invalid", "Invalid", "warn", "It was no message that the protocol allows."),
        ("not_found", "Not found", "idle", "No server is registered there."),
        ("unavailable", "Unavailable", "bad", "The server is switched off, or was down when it was last checked."),
        ("upstream_failed", "Server failed", "bad", "The server could not be reached, or broke off."),
        ("upstream_timed_out", "Server timed out", "bad", "The server did not answer in time."),
        ("http_error", "Server answered with an error", "warn", "It went to the server, which answered with an error."),
        ("rpc_error", "Error of the server", "warn", "It went to the server, which answered with a JSON-RPC error."),
        ("tool_error", "Error of the tool", "warn", "The tool ran, and its answer says that it failed."),
        ("cut", "Cut by a stop", "bad", "The gateway was stopped and did not wait for the answer any longer (Drain:Calls)."),
        ("client_gone", "Client left", "idle", "The client closed the connection before the answer came."),
    ];

    public static string Of(CallEntry call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return IsHttpError(call)
            ? $"Server answered {call.Status}"
            : Outcomes.FirstOrDefault(known => known.Outcome == call.Outcome).Text ?? SafeText.Show(call.Outcome);
    }

    public static string MeaningOf(CallEntry call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return IsHttpError(call)
            ? "It went to the server, which answered with an error."
            : RefusalWords.Of(call.Reason) ?? Outcomes.FirstOrDefault(known => known.Outcome == call.Outcome).Meaning ?? "";
    }

    public static string ToneOf(CallEntry call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return IsHttpError(call)
            ? "warn"
            : Outcomes.FirstOrDefault(known => known.Outcome == call.Outcome).Tone ?? "idle";
    }

    /// <summary>Records of earlier releases have it as forwarded.</summary>
    private static bool IsHttpError(CallEntry call) => call is { Outcome: Forwarded or "http_error", Status: >= 400 };

    /// <summary>By what the user called: a client that signed in, or a token of the user's. Null when the record does not say.</summary>
    public static string? ClientOf(CallEntry call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return ClientNames.Of(call.ClientId);
    }
}
