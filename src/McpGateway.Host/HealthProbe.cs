using System.Net;
using System.Net.Security;

namespace McpGateway.Host;

/// <summary>
/// <c>McpGateway.Host health</c>: whether the gateway that was started here with the same settings answers. For supervisors that can only
/// run a command, such as a container's healthcheck where there is neither shell nor <c>curl</c>.
/// </summary>
internal static class HealthProbe
{
    private const string Command = "health";
    private const int Failed = 1;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public static bool IsMeant(string[] args) => args is [Command, ..];

    /// <returns>The exit code: 0 when it answered with success.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var configuration = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddEnvironmentVariables("ASPNETCORE_")
            .AddEnvironmentVariables("DOTNET_")
            .AddEnvironmentVariables()
            .AddCommandLine(args[1..])
            .Build();
        Uri? address = null;
        try
        {
            address = AddressOf(configuration);
            using var client = Connect();
            using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);
            return response.IsSuccessStatusCode ? 0 : await FailAsync($"{address} answers {(int)response.StatusCode}.");
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or FormatException)
        {
            return await FailAsync($"{address?.ToString() ?? "The gateway"} does not answer: {failure.Message}");
        }
    }

    /// <summary>Where this machine reaches what the settings let the gateway listen on; without TLS where there is a choice.</summary>
    internal static Uri AddressOf(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren()
            .Select(static endpoint => endpoint["Url"]).OfType<string>();
        var address = endpoints.DefaultIfEmpty(configuration["urls"] ?? GatewayApplication.DefaultAddress)
            .SelectMany(static text => text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Select(BindingAddress.Parse)
            .OrderBy(static candidate => candidate.Scheme == Uri.UriSchemeHttps)
            .First();
        var host = address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? IPAddress.Loopback.ToString() : address.Host;
        return new($"{address.Scheme}://{host}:{address.Port}/health");
    }

    private static HttpClient Connect() => new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
#pragma warning disable CA5359 // the certificate names the public host; nothing secret is sent, and the peer is this machine's own port
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
#pragma warning restore CA5359
        })
    {
        Timeout = Patience,
    };

    private static async Task<int> FailAsync(string message)
    {
        await Console.Error.WriteLineAsync(message.ReplaceLineEndings(" "));
        return Failed;
    }
}
