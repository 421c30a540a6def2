using System.Text.Json;
using McpGateway.Contracts.Client;

namespace McpGateway.EndToEndTests.Cli;

/// <summary>The client asks for nothing that the gateway does not describe.</summary>
public sealed class ApiRouteTests(CliGateway shared) : IClassFixture<CliGateway>
{
    [Fact]
    public async Task Routes_OfTheClient_AreInTheApiDocument()
    {
        var text = await shared.Gateway.Client.GetStringAsync(
            new Uri("/openapi.json", UriKind.Relative), TestContext.Current.CancellationToken);
        using var document = JsonDocument.Parse(text);
        var described = document.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(static path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"))
            .ToHashSet(StringComparer.Ordinal);

        Assert.NotEmpty(ApiRoutes.All);
        Assert.Empty(ApiRoutes.All.Select(static route => $"{route.Method} {DescribedAs(route)}").Except(described));
    }

    private static string DescribedAs(ApiRoute route) =>
        route.Below is null || route.Below.Contains('{', StringComparison.Ordinal) ? route.Template : $"{route.Template}/{route.Below}";
}
