using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Core.Agents.Directory;
using McpGateway.Foundation;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Invocation;

namespace McpGateway.Core.Invocation;

/// <summary>
/// Sends an agent messages for a person who looks at a page, through the data plane: what a client of that person would be refused is
/// refused here too, ids are those that the client would get, and each call is recorded.
/// </summary>
public sealed class TalkToAgent(IGatewayInvoker gateway, AgentCatalog agents)
{
    private const long LongestAnswer = 16 * 1024 * 1024;

    /// <summary>
    /// What the agent answers, each event as it comes. A refusal or failure is the last item. Cancelling hangs up; the agent may go on with
    /// its task until <see cref="CancelAsync"/>.
    /// </summary>
    public async IAsyncEnumerable<Result<AgentEvent>> SendAsync(
        AgentMessage message, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (!TryFindLine(message.AgentPath, out var line, out var refusal))
        {
            yield return refusal;
            yield break;
        }

        var (path, body) = AgentRequests.Send(line, message, Guid.NewGuid().ToString("N"));
        using var answer = await PostAsync(message.Caller, message.Origin, message.AgentPath + path, line, body, cancellationToken);
        if (answer is null)
        {
            yield return new Error(ErrorKind.BadGateway, "The agent did not answer.");
            yield break;
        }

        var events = ReadAsync(answer, line, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var held = events.ConfigureAwait(false);
        var hasAny = false;
        while (true)
        {
            Result<AgentEvent> next;
            try
            {
                if (!await events.MoveNextAsync())
                {
                    break;
                }

                next = events.Current;
            }
            catch (Exception failure) when (failure is IOException or HttpRequestException or FormatException)
            {
                next = new Error(ErrorKind.BadGateway, "The agent's answer broke off.");
            }

            hasAny = true;
            yield return next;
            if (!next.IsSuccess)
            {
                yield break;
            }
        }

        if (!hasAny)
        {
            yield return new Error(ErrorKind.BadGateway, "The agent's answer says nothing that A2A knows.");
        }
    }

    /// <summary>Asks the agent to give a task up.</summary>
    /// <returns>The task as it stands afterwards, or why it goes on.</returns>
    public async Task<Result<AgentEvent>> CancelAsync(
        ProxyCaller caller, InvocationOrigin origin, string agentPath, string taskId, CancellationToken cancellationToken)
    {
        if (!TryFindLine(agentPath, out var line, out var refusal))
        {
            return refusal;
        }

        try
        {
            var (path, body) = AgentRequests.Cancel(line, taskId);
            using var answer = await PostAsync(caller, origin, agentPath + path, line, body, cancellationToken);
            if (answer is null)
            {
                return new Error(ErrorKind.BadGateway, "The agent did not answer.");
            }

            await foreach (var item in ReadAsync(answer, line, cancellationToken))
            {
                if (!item.IsSuccess || item.Value.Kind == AgentEventKind.Status)
                {
                    return item;
                }
            }
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or FormatException)
        {
            // Said below.
        }

        return new Error(ErrorKind.BadGateway, "The agent did not say what became of the task.");
    }

    private bool TryFindLine(string path, out AgentLine line, out Error refusal)
    {
        var found = agents.Current.TryGetValue(path, out var entry) ? AgentLine.Of(entry.Card) : null;
        line = found!;
        refusal = entry is null
            ? new(ErrorKind.NotFound, "No agent is registered at this path.")
            : new(ErrorKind.Invalid, "The agent offers no binding that the gateway carries: JSON-RPC or HTTP+JSON.");
        return found is not null;
    }

    /// <returns>Null when the exchange broke before an answer began.</returns>
    private async Task<HttpResponseMessage?> PostAsync(
        ProxyCaller caller, InvocationOrigin origin, string target, AgentLine line, JsonObject body, CancellationToken cancellationToken)
    {
        var request = new InvocationRequest
        {
            Method = HttpMethod.Post,
            Target = target,
            Caller = caller,
            Headers = [new("Accept", "application/json, text/event-stream"), new("A2A-Version", line.Version)],
            Body = Encoding.UTF8.GetBytes(body.ToJsonString()),
            Origin = origin,
        };
        try
        {
            return await gateway.SendAsync(request, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            return null;
        }
    }

    private static async IAsyncEnumerable<Result<AgentEvent>> ReadAsync(
        HttpResponseMessage answer, AgentLine line, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = new CappedStream(await answer.Content.ReadAsStreamAsync(cancellationToken), LongestAnswer);
        if (answer.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            using var reader = new StreamReader(stream);
            foreach (var item in EventsOf(await reader.ReadToEndAsync(cancellationToken), line, (int)answer.StatusCode))
            {
                yield return item;
            }

            yield break;
        }

        await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellationToken))
        {
            if (item.Data.Length == 0)
            {
                continue;
            }

            foreach (var said in EventsOf(item.Data, line, (int)answer.StatusCode))
            {
                yield return said;
            }
        }
    }

    private static IEnumerable<Result<AgentEvent>> EventsOf(string json, AgentLine line, int status)
    {
        var message = RpcReader.Parse(json);
        var isFailure = status >= StatusCodes.Status400BadRequest
            || (message.ValueKind == JsonValueKind.Object && message.TryGetProperty("error", out var error)
                && error.ValueKind != JsonValueKind.Null);
        if (isFailure)
        {
            return [Explain(RpcReader.Read(message, status), status)];
        }

        var result = !line.IsRpc ? message
            : message.ValueKind == JsonValueKind.Object && message.TryGetProperty("result", out var stated) ? stated
            : default;
        return AgentEventReader.Read(result).Select(static said => (Result<AgentEvent>)said);
    }

    private static Error Explain(RpcAnswer answer, int status) => status switch
    {
        StatusCodes.Status403Forbidden => new(ErrorKind.Forbidden, answer.Problem ?? "No rule of your groups allows this message."),
        StatusCodes.Status503ServiceUnavailable => new(
            ErrorKind.Unavailable, $"The agent is switched off or not healthy at the moment. {answer.Problem}".TrimEnd()),
        StatusCodes.Status401Unauthorized => new(
            ErrorKind.Failed, $"The agent wants a credential that the gateway does not have (status 401). {answer.Problem}".TrimEnd()),
        >= 400 when answer.Code == 0 => new(ErrorKind.Failed, $"{answer.Problem} (status {status})"),
        _ => new(ErrorKind.Failed, answer.Code == 0 ? answer.Problem! : $"{answer.Problem} (code {answer.Code})"),
    };
}
