using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace McpGateway.Contracts.Client;

/// <summary>
/// The gateway's API for programs. What it can ask for is in <see cref="ApiRoutes"/>, which a test holds against <c>/openapi.json</c>.
/// </summary>
/// <param name="http">Its base address is the gateway's; it adds the credentials. Not disposed of here.</param>
public sealed class GatewayClient(HttpClient http)
{
    private const long MaxAnswerBytes = 64 * 1024 * 1024;

    /// <summary>Sends a request and reads its answer.</summary>
    /// <param name="route">One of <see cref="ApiRoutes"/>.</param>
    /// <param name="values">Its parameters, in order.</param>
    /// <param name="query">Query parameters; those with a null value are left out.</param>
    /// <exception cref="GatewayRefusedException">The status is not 200 to 299.</exception>
    /// <exception cref="HttpRequestException">The gateway cannot be reached.</exception>
    public async Task<GatewayAnswer> SendAsync(
        ApiRoute route, IReadOnlyList<string> values, HttpContent? body, IEnumerable<KeyValuePair<string, string?>> query,
        CancellationToken cancellationToken)
    {
        using var request = RequestOf(route, values, body, query);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var bytes = await ReadAsync(response.Content, cancellationToken);
        var json = JsonOf(response.Content.Headers.ContentType, bytes);
        if (!response.IsSuccessStatusCode && !(route.EndsWithRedirect && response.StatusCode == HttpStatusCode.SeeOther))
        {
            throw RefusalOf(response, json);
        }

        return new(response.StatusCode, json ?? default, json is null ? Encoding.UTF8.GetString(bytes) : null);
    }

    /// <summary>Asks for an answer of any size, which is read as it comes.</summary>
    /// <param name="route">One of <see cref="ApiRoutes"/>, without parameters.</param>
    /// <param name="read">Reads the body.</param>
    /// <exception cref="GatewayRefusedException">The status is not 200 to 299.</exception>
    /// <exception cref="HttpRequestException">The gateway cannot be reached.</exception>
    public async Task<T> ReadAsync<T>(
        ApiRoute route, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        using var request = RequestOf(route, [], null, []);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw await RefusalOfAsync(response, cancellationToken);
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await read(body, cancellationToken);
    }

    /// <summary>Why an answer is a refusal, in its own words. The body can be read again afterwards.</summary>
    /// <param name="response">An answer whose status is not 200 to 299.</param>
    public static async Task<GatewayRefusedException> RefusalOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(response);
        return RefusalOf(response, JsonOf(response.Content.Headers.ContentType, await ReadAsync(response.Content, cancellationToken)));
    }

    private static HttpRequestMessage RequestOf(
        ApiRoute route, IReadOnlyList<string> values, HttpContent? body, IEnumerable<KeyValuePair<string, string?>> query) =>
        new(route.Method, route.Fill([.. values])[1..] + QueryOf(query)) { Content = body };

    private static GatewayRefusedException RefusalOf(HttpResponseMessage response, JsonElement? json) => new(
        response.StatusCode, RefusalText.Of(response, json), response.Headers.RetryAfter?.Delta);

    private static async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await content.LoadIntoBufferAsync(MaxAnswerBytes, cancellationToken);
        return await content.ReadAsByteArrayAsync(cancellationToken);
    }

    private static JsonElement? JsonOf(MediaTypeHeaderValue? type, byte[] bytes)
    {
        var isJson = type?.MediaType is { } name
            && (name.EndsWith("/json", StringComparison.OrdinalIgnoreCase) || name.EndsWith("+json", StringComparison.OrdinalIgnoreCase));
        if (!isJson || bytes.Length == 0)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // Shown as the text that it is.
            return null;
        }
    }

    private static string QueryOf(IEnumerable<KeyValuePair<string, string?>> query)
    {
        var text = string.Join('&', query.Where(static pair => pair.Value is not null)
            .Select(static pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value!)}"));
        return text.Length == 0 ? "" : "?" + text;
    }
}
