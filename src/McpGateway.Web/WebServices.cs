using McpGateway.Foundation.Documents;
using McpGateway.Web.Components;
using McpGateway.Web.Hosting;
using McpGateway.Web.Live;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace McpGateway.Web;

public static class WebServices
{
    /// <summary>A pasted document may be this long.</summary>
    private const int MaxMessageBytes = 4 * 1024 * 1024;

    /// <summary>Adds the pages. Needs the operations of Core.</summary>
    public static IServiceCollection AddWeb(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(KeepNothingOfLostPages)
            .AddHubOptions(hub => hub.MaximumReceiveMessageSize = MaxMessageBytes);
        UseOwnDataProtection(services);
        services.AddResponseCompression(CompressPages);
        services.TryAddSingleton<WebAssets>();
        services.TryAddSingleton(new TraceLinks(null));
        services.TryAddSingleton<UiChanges>();
        services.AddSingleton<IChangeHandler>(provider => provider.GetRequiredService<UiChanges>());
        services.TryAddScoped<UserSession>();
        services.AddScoped<CircuitHandler, AuditedCircuit>();
        services.TryAddScoped<Confirmation>();
        services.TryAddScoped<Toasts>();
        return services;
    }

    /// <summary>
    /// The framework would begin a page that was away too long anew in place, with empty forms. Where it keeps nothing, app.js loads the
    /// page and puts back what was typed.
    /// </summary>
    private static void KeepNothingOfLostPages(CircuitOptions options) => options.PersistedCircuitInMemoryMaxRetained = 0;

    /// <summary>
    /// Markup of charts and lists is ten times as long as what it says. Under HTTPS, too: what an attacker could learn from lengths are
    /// secrets that stay the same between answers, and pages hold none (no tokens of forms, and the state of components is sealed anew
    /// each time).
    /// </summary>
    private static void CompressPages(ResponseCompressionOptions options)
    {
        options.EnableForHttps = true;
        options.MimeTypes = ["text/html"];
    }

    private static void UseOwnDataProtection(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<IDataProtectionProvider, SealedDataProtection>());

        // The framework's own key ring would be made at start, written to disk, and used by nobody.
        var keyRing = services.Where(static service =>
            service.ServiceType == typeof(IHostedService)
                && service.ImplementationType?.Assembly == typeof(DataProtectionOptions).Assembly).ToArray();
        foreach (var service in keyRing)
        {
            services.Remove(service);
        }
    }
}
