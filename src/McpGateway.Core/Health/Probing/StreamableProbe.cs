using System.Text.Json.Nodes;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Core.Health.Probing;

/// <summary>Speaks Streamable HTTP to one server for one check: a POST per message, in a session when the server opened one.</summary>
internal sealed class StreamableProbe(ProbeLink link, Uri address, ProbeRun run, TimeSpan farewell) : IProbeChannel
{
    private readonly List<KeyValuePair<string, string>> _session = [];
    private int _id;

    public Uri Address => address;

    public Task<ProbeAnswer> AskAsync(string method, JsonObject parameters, TimeSpan limit) =>
        AskAsync(method, parameters, revision: null, limit);

    /// <param name="revision">2026-07-28 or later: the request describes itself; null when it belongs to a session, or to none.</param>
    public Task<ProbeAnswer> AskAsync(string method, JsonObject parameters, string? revision, TimeSpan limit)
    {
        var id = ++_id;
        var body = ProbeMessages.Request(
            id, method, revision is null ? parameters : ProbeMessages.WithEnvelope(parameters, revision));
        KeyValuePair<string, string>[] headers = revision is null
            ? [new("Accept", ProbeLink.AcceptBoth), .. _session]
            : [new("Accept", ProbeLink.AcceptBoth), new(McpHeaders.ProtocolVersion, revision), new(McpHeaders.Method, method)];
        return run.StepAsync(method, address, limit, link.Route.ConnectTimeout, async token =>
        {
            using var response = await link.SendAsync(HttpMethod.Post, address, body, headers, token);
            return await ProbeAnswers.ReadAsync(link, method, id, response, token);
        });
    }

    /// <summary>From now on each message carries the session.</summary>
    public async Task<ProbeAnswer> BeginAsync(string? sessionId, string revision, TimeSpan limit)
    {
        _session.Clear();
        if (sessionId is not null)
        {
            _session.Add(new(McpHeaders.SessionId, sessionId));
        }

        if (revision != McpRevisions.Oldest)
        {
            _session.Add(new(McpHeaders.ProtocolVersion, revision));
        }

        return await TellInitializedAsync(limit);
    }

    /// <summary>Ends the session at the server, which otherwise keeps it for nobody.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_session.Exists(static header => header.Key == McpHeaders.SessionId))
        {
            await run.StepAsync("DELETE", address, farewell, link.Route.ConnectTimeout, async token =>
            {
                using var response = await link.SendAsync(HttpMethod.Delete, address, null, _session, token);
                return new("DELETE", ProbeAnswerKind.Refused);
            });
        }
    }

    private Task<ProbeAnswer> TellInitializedAsync(TimeSpan limit) =>
        run.StepAsync(McpMethods.Initialized, address, limit, link.Route.ConnectTimeout, async token =>
        {
            using var response = await link.SendAsync(
                HttpMethod.Post, address, ProbeMessages.Initialized(), [new("Accept", ProbeLink.AcceptBoth), .. _session], token);
            return ProbeAnswers.OfStatus(McpMethods.Initialized, response)
                ?? new(McpMethods.Initialized, response.IsSuccessStatusCode ? ProbeAnswerKind.Result : ProbeAnswerKind.Refused)
                {
                    Status = (int)response.StatusCode,
                    Sentence = response.IsSuccessStatusCode
                        ? null
                        : ProbeSentences.OfStatus(McpMethods.Initialized, (int)response.StatusCode),
                };
        });
}
