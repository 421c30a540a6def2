using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Core.Health.Probing;

/// <summary>What a server said when a check introduced itself.</summary>
/// <param name="Last">The answer that decided.</param>
internal sealed record Handshake(ProbeAnswer Last)
{
    /// <summary>Whether the server accepted it: tools can be listed.</summary>
    public bool IsDone => Revision is not null;

    /// <summary>The revision that the server wants to speak, known here or not; null without one.</summary>
    public string? Revision { get; init; }

    /// <summary>Whether requests describe themselves (2026-07-28): there is no session and no ping.</summary>
    public bool IsStateless { get; init; }

    /// <summary>Whether any step was answered with a JSON-RPC message.</summary>
    public bool Spoke { get; init; }

    /// <summary>Name, version and instructions of the server are somewhere in here.</summary>
    public JsonElement Description => Last.Result;

    /// <summary>
    /// Tries what a client would, in its order: how it went last time, <c>server/discover</c>, and on any failure <c>initialize</c>.
    /// </summary>
    /// <param name="knownRevision">What the server spoke last time; null when not known.</param>
    public static async Task<Handshake> ShakeAsync(StreamableProbe probe, string? knownRevision, HealthOptions options)
    {
        if (knownRevision is not null && !McpRevisions.IsSelfDescribing(knownRevision))
        {
            var asBefore = await InitializeAsync(probe, knownRevision, options);
            if (asBefore.IsDone || asBefore.Last.IsFinal)
            {
                return asBefore;
            }
        }

        var discovered = await DiscoverAsync(probe, options);
        if (discovered.IsDone || discovered.Last.Kind is ProbeAnswerKind.Redirected or ProbeAnswerKind.OverLimit)
        {
            return discovered;
        }

        var initialized = await InitializeAsync(probe, McpRevisions.LastWithHandshake, options);
        if (!initialized.IsDone && !initialized.Last.IsFinal)
        {
            initialized = await InitializeAsync(probe, McpRevisions.Oldest, options);
        }

        return initialized with { Spoke = initialized.Spoke || discovered.Spoke };
    }

    public static async Task<Handshake> InitializeAsync(IProbeChannel probe, string revision, HealthOptions options)
    {
        var answer = await probe.AskAsync(McpMethods.Initialize, ProbeMessages.Handshake(revision), options.HandshakeTimeout);
        return new(answer)
        {
            Spoke = answer.Spoke,
            Revision = answer.Kind != ProbeAnswerKind.Result ? null : RevisionIn(answer.Result) ?? revision,
        };
    }

    /// <summary>
    /// A server may answer a method that it does not know with an empty result: only one that names its revisions has it.
    /// </summary>
    private static async Task<Handshake> DiscoverAsync(StreamableProbe probe, HealthOptions options)
    {
        var answer = await probe.AskAsync(
            McpMethods.Discover, new JsonObject(), McpRevisions.FirstSelfDescribing, options.DiscoverTimeout);
        var revision = answer.Kind == ProbeAnswerKind.Result ? RevisionOf(answer.Result) : null;
        return new(answer) { Spoke = answer.Spoke, Revision = revision, IsStateless = revision is not null };
    }

    private static string? RevisionOf(JsonElement discovered)
    {
        if (discovered.ValueKind != JsonValueKind.Object
            || !discovered.TryGetProperty("supportedVersions", out var versions)
            || versions.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var stated = versions.EnumerateArray()
            .Select(static version => ProbeText.Of(version))
            .OfType<string>()
            .Where(McpRevisions.IsSelfDescribing)
            .ToArray();
        return stated.Contains(McpRevisions.FirstSelfDescribing) ? McpRevisions.FirstSelfDescribing : stated.Max(StringComparer.Ordinal);
    }

    private static string? RevisionIn(JsonElement initialized) =>
        ProbeText.Of(initialized, "protocolVersion") is { Length: > 0 and <= 64 } stated && stated.All(IsPlain) ? stated : null;

    /// <summary>It is sent back in a header.</summary>
    private static bool IsPlain(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_';
}
