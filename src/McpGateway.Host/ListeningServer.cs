using System.Net.Sockets;
using McpGateway.Foundation;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace McpGateway.Host;

/// <summary>
/// The web server, except that it says in the operator's words why it cannot listen. What its start throws is of many types (sockets,
/// files, certificates, formats), and only here is it known that listening was what failed.
/// </summary>
internal sealed class ListeningServer(IServer server) : IServer
{
    private const string AddressAdvice =
        "Stop what uses the address, or choose another one with --urls (URLS) or, where endpoints are configured, "
            + "Kestrel:Endpoints:<name>:Url.";

    private const string CertificateAdvice =
        "Check Kestrel:Endpoints:<name>:Url and its Certificate (Path, KeyPath, Password); an https address needs a certificate.";

    public IFeatureCollection Features => server.Features;

    /// <summary>Puts this before the server that is registered.</summary>
    public static void Wrap(IServiceCollection services)
    {
        var kestrel = services.Last(static service => service.ServiceType == typeof(IServer)).ImplementationType!;
        services.Replace(ServiceDescriptor.Singleton<IServer>(
            provider => new ListeningServer((IServer)ActivatorUtilities.CreateInstance(provider, kestrel))));
    }

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

    private static string Describe(Exception failure, string[] addresses)
    {
        var reason = failure.Message.Split('\n')[0].Trim().TrimEnd('.');
        return failure.GetBaseException() is SocketException || failure.InnerException is AddressInUseException
            ? $"The gateway cannot listen on {string.Join(", ", addresses)}: {reason}. {AddressAdvice}"
            : $"The gateway cannot listen: {reason}. {CertificateAdvice}";
    }
}
