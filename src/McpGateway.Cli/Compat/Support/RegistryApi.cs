using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using McpGateway.Cli.Running;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Compat.Support;

/// <summary>
/// A registry's REST surface as the Python client talks to it: a bearer token with each request, forms where it sends forms, a time limit
/// of 120 seconds. Works with the Python product's registry as well.
/// </summary>
internal sealed class RegistryApi : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private readonly HttpClient _http;
    private readonly TextWriter? _trace;

    /// <param name="handler">Belongs to this object from now on.</param>
    /// <param name="address">Of the registry, with its path when it has one.</param>
    /// <param name="header">Which header carries the token.</param>
    /// <param name="token">Null sends none.</param>
    /// <param name="trace">Where each request and its status are told; null for nowhere. Neither token nor bodies are.</param>
    public RegistryApi(HttpMessageHandler handler, Uri address, string header, string? token, TextWriter? trace)
    {
        (Token, _trace) = (token, trace);
        _http = new(handler) { BaseAddress = new(address.AbsoluteUri.TrimEnd('/') + "/"), Timeout = Limit };
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (token is not null)
        {
            _http.DefaultRequestHeaders.TryAddWithoutValidation(header, "Bearer " + token);
        }
    }

    /// <summary>The token that is sent; null for none.</summary>
    public string? Token { get; }

    /// <summary>What a success is told with, by the scripts that say where their token is from; null for the others.</summary>
    public string? Authentication { get; init; }

    /// <summary>The last answer with a body, for those that print it whatever the command makes of it.</summary>
    public JsonNode? LastAnswer { get; private set; }

    /// <summary>A path's segments escaped, its slashes kept, one slash in front.</summary>
    public static string Path(string path) =>
        "/" + string.Join('/', path.Trim('/').Split('/').Select(Uri.EscapeDataString));

    public Task<JsonNode> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, null, cancellationToken);

    public Task<JsonNode> DeleteAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, path, null, cancellationToken);

    /// <summary>Without a body, and so without a content type.</summary>
    public Task<JsonNode> PostAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, null, cancellationToken);

    /// <summary>Fields whose value is null are left out.</summary>
    public Task<JsonNode> PostFormAsync(
        string path, IEnumerable<(string Name, string? Value)> fields, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Post,
            path,
            new FormUrlEncodedContent(fields.Where(field => field.Value is not null).Select(field =>
                KeyValuePair.Create(field.Name, field.Value!))),
            cancellationToken);

    public Task<JsonNode> SendJsonAsync(HttpMethod method, string path, JsonNode body, CancellationToken cancellationToken) =>
        SendAsync(method, path, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"), cancellationToken);

    /// <summary>A JSON-RPC message to the address itself.</summary>
    /// <returns>The body, which is JSON or an event stream, and the session that the server began.</returns>
    public async Task<(string Body, string? Session)> PostMessageAsync(
        JsonNode message, string sessionHeader, string? session, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_http.BaseAddress!.AbsoluteUri.TrimEnd('/')))
        {
            Content = new StringContent(message.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (session is not null)
        {
            request.Headers.TryAddWithoutValidation(sessionHeader, session);
        }

        using var answer = await SendAsync(request, cancellationToken);
        var given = answer.Headers.TryGetValues(sessionHeader, out var values) ? values.FirstOrDefault() : null;
        return (await answer.Content.ReadAsStringAsync(cancellationToken), given);
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(path.TrimStart('/'), UriKind.Relative)) { Content = content };
        using var answer = await SendAsync(request, cancellationToken);
        return LastAnswer = Success(path, await answer.Content.ReadAsStringAsync(cancellationToken));
    }

    /// <returns>A successful answer, read whole.</returns>
    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _http.SendAsync(request, cancellationToken);
            await TraceAsync($"{request.Method} {answer.RequestMessage?.RequestUri?.AbsolutePath}: {(int)answer.StatusCode}");
            if (answer.IsSuccessStatusCode)
            {
                return answer;
            }

            using (answer)
            {
                var text = await answer.Content.ReadAsStringAsync(cancellationToken);
                throw new CommandFailure(ExitCodes.Failed, RegistryFailure.Describe(answer.StatusCode, JsonNodes.Parse(text)))
                {
                    Status = answer.StatusCode,
                };
            }
        }
        catch (HttpRequestException unreachable)
        {
            throw new CommandFailure(
                ExitCodes.Failed, $"{_http.BaseAddress} cannot be reached: {unreachable.Message}",
                "Is the gateway running, and is its address right (--registry-url)?", unreachable);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandFailure(
                ExitCodes.Failed, $"{_http.BaseAddress} did not answer within {Limit.TotalSeconds:0} seconds", null, late);
        }
    }

    private async Task TraceAsync(string line)
    {
        if (_trace is not null)
        {
            await _trace.WriteLineAsync(line);
        }
    }

    private static JsonNode Success(string path, string text)
    {
        if (text.Length == 0)
        {
            return new JsonObject();
        }

        return JsonNodes.Parse(text) ?? throw new CommandFailure(
            ExitCodes.Failed, $"the answer to {path.Split('?')[0]} is not JSON",
            "Is this the address of the gateway, or of something else?");
    }
}
