using System.Net.Sockets;
using McpGateway.Foundation;
using McpGateway.Host.Decoration;
using McpGateway.Host.Settings;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace McpGateway.Host;

/// <summary>
/// The web server, except that it says in the operator's words why it cannot listen. What its start throws is of many types (sockets,
/// files, certificates, formats), and only here is it known that listening was what failed.
/// </summary>
internal sealed class ListeningServer(IServer server, IConfiguration configuration) : IServer
{
    private const string Urls = "--urls (URLS)";
    private const string Endpoints = "Kestrel:Endpoints";

    public IFeatureCollection Features => server.Features;

    /// <summary>Puts this before the server that is registered.</summary>
    public static void Wrap(IServiceCollection services) => services.Decorate<IServer>(
        static (provider, server) => new ListeningServer(server, provider.GetRequiredService<IConfiguration>()));

    public async Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        // The server takes them off its list while it binds them.
        string[] addresses = [.. Features.Get<IServerAddressesFeature>()?.Addresses ?? []];
        try
        {
            await server.StartAsync(application, cancellationToken);
        }
#pragma warning disable CA1031 // every failure to listen is the same to the operator; the type only chooses the advice
        catch (Exception failure) when (failure is not OperationCanceledException)
#pragma warning restore CA1031
        {
            throw new StartRefusedException(Describe(failure, addresses), failure);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => server.StopAsync(cancellationToken);

    public void Dispose() => server.Dispose();

    private string Describe(Exception failure, string[] addresses)
    {
        var reason = failure.Message.Split('\n')[0].Trim().TrimEnd('.');
        if (failure.GetBaseException() is not SocketException && failure.InnerException is not AddressInUseException)
        {
            return $"The gateway cannot listen: {reason}. Check {Certificates()}; an https address needs a certificate.";
        }

        var all = Configured(addresses);
        var named = Array.FindAll(all, one => IsNamedIn(reason, one.Address)) is [_, ..] found ? found : all;
        var where = string.Join(", ", named.Select(static one => $"{one.Address} ({one.Key})"));
        var keys = string.Join(" or ", named.Select(static one => one.Key).Distinct(StringComparer.Ordinal));
        return $"The gateway cannot listen on {where}: {reason}. Stop what uses the address, or choose another one with {keys}.";
    }

    /// <summary>Where the server would listen, with the settings that say so. Endpoints take the place of other addresses.</summary>
    private (string Key, string Address)[] Configured(string[] addresses)
    {
        (string, string)[] endpoints =
        [
            .. configuration.GetSection(Endpoints).GetChildren()
                .Select(static endpoint => ($"{endpoint.Path}:Url", endpoint["Url"] ?? "")),
        ];
        var prefersUrls = configuration[WebHostDefaults.PreferHostingUrlsKey] is "1" or "true" or "True" && addresses.Length > 0;
        return endpoints.Length > 0 && !prefersUrls
            ? endpoints
            : [.. addresses.Select(static address => (Urls, address))];
    }

    /// <summary>Some failures tell where they happened, in the server's spelling of the address.</summary>
    private static bool IsNamedIn(string reason, string address) =>
        BindingAddress.Parse(address) is { IsUnixPipe: false, Port: > 0 and var port }
        && reason.Contains($":{port}:", StringComparison.Ordinal);

    private string Certificates()
    {
        var keys = string.Join(", ", CertificateSettings.Sections(configuration).Select(static section => section.Path));
        return keys.Length > 0 ? keys : $"Kestrel:Certificates:Default or {Endpoints}:<name>:Certificate (Path, KeyPath, Password)";
    }
}
