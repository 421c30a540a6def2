namespace McpGateway.Host.Decoration;

/// <summary>Puts something of the host's before a service that a part, or the framework, has registered.</summary>
internal static class ServiceDecoration
{
    /// <summary>Takes the place of the registration that counts, which becomes what <paramref name="wrap"/> gets.</summary>
    /// <param name="services">Where <typeparamref name="T"/> is registered as a singleton.</param>
    /// <param name="wrap">Makes the decorator, or gives back what it gets. The decorator disposes of what it holds.</param>
    public static void Decorate<T>(this IServiceCollection services, Func<IServiceProvider, T, T> wrap)
        where T : class
    {
        var inner = services.Last(static service => service.ServiceType == typeof(T));
        services[services.IndexOf(inner)] = ServiceDescriptor.Singleton(provider => wrap(provider, Create<T>(inner, provider)));
    }

    private static T Create<T>(ServiceDescriptor service, IServiceProvider provider) => (T)(
        service.ImplementationInstance
            ?? service.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, service.ImplementationType!));
}
