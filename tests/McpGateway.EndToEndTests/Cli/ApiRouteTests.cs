using System.Reflection;
using System.Text.Json;
using McpGateway.Contracts.Client;
using McpGateway.Tests.Architecture;

namespace McpGateway.EndToEndTests.Cli;

/// <summary>The client asks for nothing that the gateway does not describe, and the command line for all that it does.</summary>
public sealed class ApiRouteTests(CliGateway shared) : IClassFixture<CliGateway>
{
    [Fact]
    public async Task Routes_OfTheClient_AreInTheApiDocument()
    {
        var described = await DescribedAsync();

        Assert.NotEmpty(ApiRoutes.All);
        Assert.Empty(ApiRoutes.All.Select(Name).Except(described));
    }

    [Fact]
    public async Task Operations_OfTheApiDocument_AreRoutesOfTheClientOrExcepted()
    {
        var described = await DescribedAsync();
        var known = ApiRoutes.All.Select(Name).ToHashSet(StringComparer.Ordinal);

        Assert.Empty(described.Where(operation => !known.Contains(operation) && ApiExceptions.ReasonFor(operation) is null).Order());

        // An exception that nothing needs hides the next operation that is missing.
        var missing = described.Except(known).ToArray();
        Assert.Empty(ApiExceptions.All.Where(exception => !missing.Any(exception.Fits)).Select(static exception => exception.Pattern));
    }

    [Fact]
    public void Routes_OfTheClient_AreEachUsedByAVerb()
    {
        var sources = string.Join('\n', Directory.EnumerateFiles(
            RepositoryFiles.Absolute("src/McpGateway.Cli"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)) + "\n";
        var names = typeof(ApiRoutes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(static field => field.FieldType == typeof(ApiRoute)).Select(static field => field.Name);

        Assert.DoesNotContain(
            names, name => !System.Text.RegularExpressions.Regex.IsMatch(sources, $@"ApiRoutes\.{name}\b"));
    }

    private async Task<HashSet<string>> DescribedAsync()
    {
        var text = await shared.Gateway.Client.GetStringAsync(
            new Uri("/openapi.json", UriKind.Relative), TestContext.Current.CancellationToken);
        using var document = JsonDocument.Parse(text);
        return document.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(static path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"))
            .ToHashSet(StringComparer.Ordinal);
    }

    private static string Name(ApiRoute route) => $"{route.Method} {DescribedAs(route)}";

    private static string DescribedAs(ApiRoute route) =>
        route.Below is null || route.Below.Contains('{', StringComparison.Ordinal) ? route.Template : $"{route.Template}/{route.Below}";
}
