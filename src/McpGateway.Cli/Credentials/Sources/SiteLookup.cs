using System.Net.Http.Headers;
using System.Text.Json;

namespace McpGateway.Cli.Credentials.Sources;

/// <summary>Finds the site that a token of Atlassian opens; its id goes into a header of each call.</summary>
internal sealed class SiteLookup : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http;

    /// <param name="handler">Belongs to this object from now on.</param>
    public SiteLookup(HttpMessageHandler handler) => _http = new(handler) { Timeout = Limit };

    /// <returns>The first site's id; null when there is none, or when it cannot be found out now: the token counts without it.</returns>
    public async Task<string?> FindAsync(Uri? list, string token, CancellationToken cancellationToken)
    {
        if (list is null)
        {
            return null;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, list);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Authorization = new("Bearer", token);
        try
        {
            using var answer = await _http.SendAsync(request, cancellationToken);
            using var sites = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
            return sites.RootElement is { ValueKind: JsonValueKind.Array } all && all.GetArrayLength() > 0
                && all[0].TryGetProperty("id", out var id)
                ? id.GetString()
                : null;
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException or InvalidOperationException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();
}
