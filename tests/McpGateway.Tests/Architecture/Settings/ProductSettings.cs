using McpGateway.Host;
using McpGateway.Host.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Architecture.Settings;

/// <summary>The options classes of the composed product, bound and judged as at a start, from a configuration of the test's.</summary>
internal static class ProductSettings
{
    // One for all: hundreds of settings are judged with several values each.
    private static readonly Lazy<ServiceProvider> Validators = new(static () => Services()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
        .BuildServiceProvider());

    /// <summary>Every options class that the product binds, by section and name.</summary>
    public static IReadOnlyList<Type> Types { get; } =
    [
        .. KnownSettings.OptionsOf(Services())
            .OrderBy(static type => SectionOf(type) ?? "", StringComparer.Ordinal)
            .ThenBy(static type => type.Name, StringComparer.Ordinal),
    ];

    /// <returns>Null for a class that is filled from environment names alone.</returns>
    public static string? SectionOf(Type type) => KnownSettings.SectionOf(type);

    /// <summary>What the configuration makes of an options class, not judged.</summary>
    public static object Bind(Type type, IConfiguration configuration)
    {
        using var provider = Services().AddSingleton(configuration).BuildServiceProvider();
        var options = Activator.CreateInstance(type)!;
        Each(provider, typeof(IConfigureOptions<>), type, "Configure", options);
        Each(provider, typeof(IPostConfigureOptions<>), type, "PostConfigure", Options.DefaultName, options);
        return options;
    }

    /// <summary>What the validators have against the options.</summary>
    public static IReadOnlyList<string> Failures(Type type, object options) =>
    [
        .. Each(Validators.Value, typeof(IValidateOptions<>), type, "Validate", Options.DefaultName, options)
            .OfType<ValidateOptionsResult>()
            .SelectMany(static result => result.Failures ?? []),
    ];

    private static List<object?> Each(IServiceProvider provider, Type port, Type type, string method, params object?[] arguments)
    {
        var closed = port.MakeGenericType(type);
        return [.. provider.GetServices(closed).Select(service => closed.GetMethod(method)!.Invoke(service, arguments))];
    }

    private static ServiceCollection Services()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        GatewayApplication.AddAllOptions(services);
        return services;
    }
}
