using McpGateway.Host;

namespace McpGateway.Tests.Architecture;

/// <summary>How the parts of the product are put together.</summary>
public sealed class RegistrationTests
{
    /// <summary>A second registration of a class makes a second instance: a handler that is told twice, for example.</summary>
    [Fact]
    public void Services_OfTheProduct_AreRegisteredOnce()
    {
        var services = GatewayApplication.CreateBuilder([], usesSocketThreads: false).Services;

        var twice = services
            .Where(static service => service.ImplementationType?.FullName?.StartsWith("McpGateway.", StringComparison.Ordinal) is true)
            .GroupBy(static service => (service.ServiceType, service.ImplementationType, service.ServiceKey))
            .Where(static group => group.Count() > 1)
            .Select(static group => $"{group.Key.ServiceType.Name}: {group.Key.ImplementationType}");

        Assert.Empty(twice);
    }
}
