using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Credentials.Clients;

/// <summary>
/// The servers that client files are made for: those that the gateway lets the token's owner see, or those in files of the Python product
/// (<c>registry/servers/*.json</c>) where a directory is named.
/// </summary>
internal sealed class ServerCatalog(CliEnvironment environment, Uri gateway, string? directory)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <param name="token">Of the caller, for the gateway.</param>
    /// <exception cref="CommandFailure">The list cannot be had.</exception>
    public async Task<IReadOnlyList<CatalogServer>> LoadAsync(string token, CancellationToken cancellationToken)
    {
        var servers = directory is null ? await FromGatewayAsync(token, cancellationToken) : FromFiles(directory);
        return [.. servers.Select(CatalogServer.Of).OfType<CatalogServer>().DistinctBy(server => server.Key, StringComparer.Ordinal)
            .OrderBy(server => server.Key, StringComparer.Ordinal)];
    }

    private static IEnumerable<JsonObject> FromFiles(string directory)
    {
        try
        {
            return [.. Directory.EnumerateFiles(directory, "*.json")
                .Where(file => Path.GetFileName(file) != "server_state.json")
                .Select(file => JsonNode.Parse(File.ReadAllText(file))).OfType<JsonObject>()];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CommandFailure(ExitCodes.Failed, $"the servers in {directory} cannot be read: {failure.Message}", null, failure);
        }
    }

    private async Task<IEnumerable<JsonObject>> FromGatewayAsync(string token, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(environment.Handlers()) { Timeout = Limit };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.AbsoluteUri.TrimEnd('/') + "/api/servers"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Authorization = new("Bearer", token);
        try
        {
            using var answer = await http.SendAsync(request, cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                throw new CommandFailure(ExitCodes.Failed, $"{gateway.Host} answered {(int)answer.StatusCode} to the list of servers");
            }

            var list = JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellationToken)) as JsonObject;
            return (list?["servers"] as JsonArray ?? []).OfType<JsonObject>().Where(IsEnabled);
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new CommandFailure(
                ExitCodes.Unreachable, $"the list of servers cannot be had from {gateway}: {failure.Message}", null, failure);
        }
    }

    private static bool IsEnabled(JsonObject server) => server["is_enabled"]?.GetValueKind() == JsonValueKind.True;
}
