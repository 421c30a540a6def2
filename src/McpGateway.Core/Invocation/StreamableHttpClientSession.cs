using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Core.Invocation;

/// <summary>Calls a tool over Streamable HTTP: in a session (up to 2025-11-25), or in one request (from 2026-07-28 on).</summary>
internal sealed class StreamableHttpClientSession(GatewayMcpClient line, string endpoint)
{
    private const int HandshakeId = 1;
    private const int CallId = 2;

    /// <summary>
    /// Time limit for the DELETE that ends the session at the server. It is short because the caller already has the result.
    /// </summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    private readonly List<KeyValuePair<string, string>> _session = [];

    /// <summary>Whether the server speaks the stateless revision. A refusal that settles the call comes back instead.</summary>
    public async Task<(bool IsStateless, RpcAnswer? Refusal)> DiscoverAsync(CancellationToken cancellationToken)
    {
        var answer = await RequestAsync(
            RpcMessages.Discover(HandshakeId), HandshakeId, [.. MirroredHeaders.Of(McpMethods.Discover, null, null)], cancellationToken);
        return answer switch
        {
            { Result: { } result } => (Offers(result), null),
            { IsGateways: true } => (false, answer),
            {
                Status: >= StatusCodes.Status500InternalServerError
                    or StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden,
            } => (false, answer),
            _ => (false, null),
        };
    }

    /// <param name="schema">The tool's input schema, if known: it may ask for arguments to be repeated in headers.</param>
    public Task<RpcAnswer> CallStatelessAsync(JsonElement? schema, CancellationToken cancellationToken) => RequestAsync(
        RpcMessages.Call(CallId, line.Call, isStateless: true),
        CallId,
        [.. MirroredHeaders.Of(McpMethods.ToolsCall, line.Call, schema)],
        cancellationToken);

    public async Task<RpcAnswer> CallInSessionAsync(CancellationToken cancellationToken)
    {
        var isUnderWay = false;
        try
        {
            if (await OpenAsync(cancellationToken) is { } refusal)
            {
                return refusal;
            }

            isUnderWay = true;
            var answer = await RequestAsync(RpcMessages.Call(CallId, line.Call, isStateless: false), CallId, [], cancellationToken);
            isUnderWay = false;
            return answer;
        }
        finally
        {
            await CloseAsync(isUnderWay);
        }
    }

    private static bool Offers(JsonElement discovered) =>
        !discovered.TryGetProperty("supportedVersions", out var versions)
        || versions.ValueKind != JsonValueKind.Array
        || versions.EnumerateArray()
            .Any(version => version.ValueKind == JsonValueKind.String && version.ValueEquals(RpcMessages.Stateless));

    /// <returns>Null when the session is open.</returns>
    private async Task<RpcAnswer?> OpenAsync(CancellationToken cancellationToken)
    {
        using var response = await line.PostAsync(endpoint, RpcMessages.Initialize(HandshakeId), [], cancellationToken);
        if (response.Headers.NonValidated.TryGetValues(McpHeaders.SessionId, out var id))
        {
            _session.Add(new(McpHeaders.SessionId, id.ToString()));
        }

        var answer = await line.ReadAsync(response, HandshakeId, ReplyAsync, cancellationToken);
        if (answer.Result is not { } result)
        {
            return answer;
        }

        var revision = result.TryGetProperty("protocolVersion", out var stated) && stated.ValueKind == JsonValueKind.String
            ? stated.GetString()!
            : "";
        _session.Add(new(McpHeaders.ProtocolVersion, revision.Length > 0 ? revision : RpcMessages.Stateful));
        await ReplyAsync(RpcMessages.Initialized(), cancellationToken);
        return null;
    }

    private async Task<RpcAnswer> RequestAsync(
        JsonObject message, int id, KeyValuePair<string, string>[] headers, CancellationToken cancellationToken)
    {
        using var response = await line.PostAsync(endpoint, message, [.. headers, .. _session], cancellationToken);
        return await line.ReadAsync(response, id, ReplyAsync, cancellationToken);
    }

    /// <summary>Sends what has no answer.</summary>
    private async Task ReplyAsync(JsonObject message, CancellationToken cancellationToken)
    {
        using var response = await line.PostAsync(endpoint, message, _session, cancellationToken);
        await GatewayMcpClient.FinishAsync(response, cancellationToken);
    }

    /// <summary>
    /// A client of these revisions says when it gives up (hanging up means nothing to the server) and when it needs the session no more.
    /// </summary>
    private async Task CloseAsync(bool isUnderWay)
    {
        if (_session.Count == 0)
        {
            return;
        }

        using var limit = new CancellationTokenSource(CloseTimeout);
        try
        {
            if (isUnderWay)
            {
                await ReplyAsync(RpcMessages.Cancelled(CallId), limit.Token);
            }

            if (_session.Exists(header => header.Key == McpHeaders.SessionId))
            {
                using var response = await line.SendAsync(HttpMethod.Delete, endpoint, _session, default, limit.Token);
                await GatewayMcpClient.FinishAsync(response, limit.Token);
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException or HttpRequestException)
        {
            // The server ends idle sessions by itself; the result is what counts.
        }
    }
}
