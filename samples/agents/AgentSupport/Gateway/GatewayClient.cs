using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgentSupport.A2a;

namespace AgentSupport.Gateway;

/// <summary>An agent that the gateway has found.</summary>
/// <param name="Name">As its card says.</param>
/// <param name="Path">Where it is called at the gateway.</param>
/// <param name="Skills">Its skills: ids, and names in their place where the answer has names alone.</param>
public sealed record FoundAgent(string Name, string Path, IReadOnlyList<(string Id, string Name)> Skills);

/// <summary>The gateway, as an agent uses it: registry, discovery, and calls to other agents.</summary>
public sealed class GatewayClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;
    private readonly Uri _url;
    private readonly IGatewayToken _token;
    private readonly IDisposable? _ownToken;

    /// <summary>With a machine account.</summary>
    public GatewayClient(GatewaySettings settings, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var token = new MachineToken(settings, time);
        (_http, _url, _token, _ownToken) = (Connect(), settings.Url, token, token);
    }

    /// <summary>With somebody's token.</summary>
    /// <param name="url">Address of the gateway, which ends with a slash.</param>
    /// <param name="token">Stays the caller's.</param>
    public GatewayClient(Uri url, IGatewayToken token) => (_http, _url, _token) = (Connect(), url, token);

    /// <summary>Registers an agent by its address and switches it on; one that is there already is brought up to date.</summary>
    public async Task RegisterAsync(string path, Uri agent, IEnumerable<string> tags, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(agent);
        var body = new JsonObject { ["path"] = path, ["card_url"] = agent.AbsoluteUri, ["tags"] = A2aJson.Node(tags) };
        try
        {
            await AskAsync(HttpMethod.Post, "api/agents/register", body, cancellationToken);
        }
        catch (GatewayException taken) when (taken.Status == (int)HttpStatusCode.Conflict)
        {
            await AskAsync(HttpMethod.Put, $"api/agents{path}", body, cancellationToken);
        }

        await AskAsync(HttpMethod.Post, $"api/agents{path}/toggle?enabled=true", null, cancellationToken);
    }

    /// <summary>Agents that have a skill, best first, as far as this account may see them.</summary>
    public Task<IReadOnlyList<FoundAgent>> FindBySkillAsync(string skill, CancellationToken cancellationToken) =>
        FindAsync("api/agents/discover", new() { ["skills"] = new JsonArray(skill) }, cancellationToken);

    /// <summary>Agents that fit a sentence, best first.</summary>
    public Task<IReadOnlyList<FoundAgent>> FindAsync(string sentence, CancellationToken cancellationToken) =>
        FindAsync($"api/agents/discover/semantic?query={Uri.EscapeDataString(sentence)}", null, cancellationToken);

    /// <summary>Sends a message to an agent through the gateway, and gives each event as it comes.</summary>
    /// <exception cref="A2aException">Gateway or agent refuse.</exception>
    public async IAsyncEnumerable<StreamEvent> StreamAsync(
        string path, Message message, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await RpcAsync(path, "SendStreamingMessage", new() { ["message"] = A2aJson.Node(message) }, cancellationToken);
        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
        {
            _ = ResultOf(response, await response.Content.ReadAsStringAsync(cancellationToken));
            throw new A2aException(A2aErrors.InvalidRequest, "The agent does not stream.");
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(cancellationToken))
        {
            yield return A2aJson.Read<StreamEvent>(ResultOf(response, item.Data));
        }
    }

    public async Task CancelAsync(string path, string taskId, CancellationToken cancellationToken)
    {
        using var response = await RpcAsync(path, "CancelTask", new() { ["id"] = taskId }, cancellationToken);
        _ = ResultOf(response, await response.Content.ReadAsStringAsync(cancellationToken));
    }

    public void Dispose()
    {
        _ownToken?.Dispose();
        _http.Dispose();
    }

    /// <summary>A token does not follow a redirect; a stream may take long, so that each call has a limit of its own.</summary>
    private static HttpClient Connect() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };

    private async Task<IReadOnlyList<FoundAgent>> FindAsync(string path, JsonObject? body, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(HttpMethod.Post, path, body, cancellationToken);
        return
        [
            .. answer.GetProperty("agents").EnumerateArray()
                .Where(static agent => !agent.TryGetProperty("is_enabled", out var enabled) || enabled.ValueKind != JsonValueKind.False)
                .Select(static agent => new FoundAgent(
                    agent.GetProperty("name").GetString()!, agent.GetProperty("path").GetString()!,
                    [.. agent.GetProperty("skills").EnumerateArray().Select(SkillOf)])),
        ];
    }

    private static (string Id, string Name) SkillOf(JsonElement skill) => skill.ValueKind == JsonValueKind.Object
        ? (skill.GetProperty("id").ToString(), skill.GetProperty("name").ToString())
        : (skill.ToString(), skill.ToString());

    private async Task<JsonElement> AskAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        using var response = await SendAsync(method, path, body, limit.Token);
        var text = await response.Content.ReadAsStringAsync(limit.Token);
        return response.IsSuccessStatusCode
            ? Parse(text)
            : throw new GatewayException($"The gateway answers {(int)response.StatusCode}: {DetailOf(text)}", (int)response.StatusCode);
    }

    private Task<HttpResponseMessage> RpcAsync(string path, string method, JsonObject parameters, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Post, path.TrimStart('/'),
            new() { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method, ["params"] = parameters }, cancellationToken);

    /// <summary>With the agent's token; once more with a new one when the gateway no longer takes it.</summary>
    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            using var request = new HttpRequestMessage(method, new Uri(_url, path));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await _token.GetAsync(cancellationToken));
            request.Headers.Add("A2A-Version", "1.0");
            request.Content = body is null ? null : JsonContent.Create(body, options: A2aJson.Options);
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.StatusCode != HttpStatusCode.Unauthorized || !isFirst)
            {
                return response;
            }

            response.Dispose();
            _token.Forget();
        }
    }

    private static JsonElement ResultOf(HttpResponseMessage response, string text)
    {
        var status = (int)response.StatusCode;
        var answer = Parse(text);
        if (answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("error", out var error)
            && error.ValueKind == JsonValueKind.Object)
        {
            throw new A2aException(
                error.TryGetProperty("code", out var code) && code.TryGetInt32(out var number) ? number : 0,
                error.TryGetProperty("message", out var message) ? message.ToString() : "no reason given")
            {
                HttpStatus = status,
            };
        }

        return response.IsSuccessStatusCode && answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("result", out var result)
            ? result
            : throw new A2aException(0, DetailOf(text)) { HttpStatus = status };
    }

    private static JsonElement Parse(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>The reason in an error's body, shortened.</summary>
    private static string DetailOf(string text)
    {
        var answer = Parse(text);
        var detail = answer.ValueKind == JsonValueKind.Object && (answer.TryGetProperty("detail", out var found)
            || answer.TryGetProperty("message", out found) || answer.TryGetProperty("error", out found))
            ? found.ToString()
            : "no reason given";
        return detail.Length > 300 ? detail[..300] + "…" : detail;
    }
}
