using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using McpGateway.Foundation;
using McpGateway.Foundation.Http.Outbound;
using McpGateway.Foundation.OAuth;

namespace McpGateway.Identity.Entra.Graph;

/// <summary>Calls to Microsoft Graph v1.0 with the application's own token.</summary>
/// <param name="patience">How long one call may wait, all attempts together, besides the time that answers take.</param>
internal sealed class GraphClient(
    OutboundHttp http, OAuthClient oauth, GraphSettings settings, TimeSpan patience, TimeProvider time) : IDisposable
{
    private const int MaxPages = 200;

    private readonly GraphToken _token = new(oauth, settings, time);

    /// <returns>The answer, whatever its status; an error when there was none.</returns>
    public async Task<Result<OutboundAnswer>> SendAsync(GraphCall call, CancellationToken cancellationToken)
    {
        var waiting = new GraphPatience(patience, time);
        for (var isRenewed = false; ;)
        {
            var token = await _token.GetAsync(cancellationToken);
            if (!token.IsSuccess)
            {
                return token.Error;
            }

            var answer = await SendOnceAsync(call, token.Value, cancellationToken);
            if (!answer.IsSuccess)
            {
                return new Error(ErrorKind.BadGateway, answer.Error.Detail);
            }

            if (answer.Value.Status == HttpStatusCode.Unauthorized && !isRenewed)
            {
                // Tokens can end early: when a permission was granted or the secret replaced, for instance.
                _token.Forget(token.Value);
                isRenewed = true;
            }
            else if (!await waiting.WaitAsync(call, answer.Value, cancellationToken))
            {
                return answer;
            }
        }
    }

    /// <summary>The object that a call answers with.</summary>
    public async Task<Result<T>> SendAsync<T>(GraphCall call, JsonTypeInfo<T> form, CancellationToken cancellationToken)
        where T : class
    {
        var answer = await SendAsync(call, cancellationToken);
        if (!answer.IsSuccess)
        {
            return answer.Error;
        }

        if (!answer.Value.IsSuccess)
        {
            return GraphErrors.Of(answer.Value, call);
        }

        return answer.Value.Json() is { } json && Read(json, form) is { } value
            ? value
            : new Error(ErrorKind.BadGateway, "Microsoft Graph did not answer with what it documents");
    }

    /// <summary>A change, whose answer has nothing to say.</summary>
    /// <param name="missingIsDone">Whether "not found" is as good as done: for deletions.</param>
    /// <returns>Null when it was made.</returns>
    public async Task<Error?> ChangeAsync(GraphCall call, CancellationToken cancellationToken, bool missingIsDone = false)
    {
        var answer = await SendAsync(call, cancellationToken);
        if (!answer.IsSuccess)
        {
            return answer.Error;
        }

        return answer.Value.IsSuccess || (missingIsDone && answer.Value.Status == HttpStatusCode.NotFound)
            ? null
            : GraphErrors.Of(answer.Value, call);
    }

    /// <summary>A list, page by page, up to a limit.</summary>
    public async Task<Result<IReadOnlyList<T>>> ListAsync<T>(
        GraphCall call, JsonTypeInfo<GraphPage<T>> form, int limit, CancellationToken cancellationToken)
    {
        var items = new List<T>();
        for (var page = 0; page < MaxPages; page++)
        {
            var answer = await SendAsync(call, form, cancellationToken);
            if (!answer.IsSuccess)
            {
                return answer.Error;
            }

            items.AddRange(answer.Value.Value.Take(limit - items.Count));
            if (answer.Value.NextLink is not { } next || items.Count >= limit)
            {
                return items;
            }

            if (!IsOurs(next))
            {
                return new Error(
                    ErrorKind.BadGateway, "Microsoft Graph names a further page in another place; the token does not go there");
            }

            call = call with { Path = next };
        }

        return new Error(ErrorKind.BadGateway, $"Microsoft Graph lists more than {MaxPages} pages");
    }

    /// <summary>Reads an object inside of an answer.</summary>
    /// <returns>Null when it is not what Graph documents.</returns>
    public static T? Read<T>(JsonElement json, JsonTypeInfo<T> form)
        where T : class
    {
        try
        {
            return json.ValueKind == JsonValueKind.Object ? json.Deserialize(form) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>How a membership names its member (OData 4.01 §11.4.6.1).</summary>
    public string ReferenceTo(string id) => new Uri(settings.Root, "directoryObjects/" + Uri.EscapeDataString(id)).ToString();

    public void Dispose() => _token.Dispose();

    private async Task<Result<OutboundAnswer>> SendOnceAsync(GraphCall call, string token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(call.Method, new Uri(settings.Root, call.Path));
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Authorization = new("Bearer", token);
        if (call.Body is { } body)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        return await http.SendAsync(request, cancellationToken);
    }

    private bool IsOurs(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var next)
        && Uri.Compare(next, settings.Root, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0
        && next.AbsolutePath.StartsWith(settings.Root.AbsolutePath, StringComparison.Ordinal);
}
