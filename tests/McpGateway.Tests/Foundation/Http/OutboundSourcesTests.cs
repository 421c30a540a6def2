using System.Reflection;
using System.Text.RegularExpressions;

namespace McpGateway.Tests.Foundation.Http;

public sealed partial class OutboundSourcesTests
{
    /// <summary>Where handlers are made: for what the gateway asks itself, and for what it forwards.</summary>
    private static readonly string[] Makers =
    [
        Path.Combine("McpGateway.Foundation", "Http", "Outbound", "OutboundHandlers.cs"),
        Path.Combine("McpGateway.Foundation", "Http", "Outbound", "OutboundServices.cs"),
        Path.Combine("McpGateway.Proxy", "Outbound", "OutboundHandlerFactory.cs"),

        // A command of its own, which asks the port of this machine that its own settings name.
        Path.Combine("McpGateway.Host", "HealthProbe.cs"),

        // The address that a container's platform gives for the keys of its role: the machine's own, without a redirect.
        Path.Combine("McpGateway.Storage.MongoDB", "Connecting", "IamKeys.cs"),

        // The command line asks what its user names, from its user's machine.
        Path.Combine("McpGateway.Cli", "Program.cs"),
    ];

    private static readonly string Sources = Path.Combine(
        typeof(OutboundSourcesTests).Assembly
            .GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(data => data.Key == "RepositoryRoot").Value!,
        "src");

    /// <summary>A handler that is made elsewhere has no guard, no limits and follows redirects.</summary>
    [Fact]
    public void Sources_Handlers_AreMadeInOnePlace()
    {
        var found =
            from file in Directory.EnumerateFiles(Sources, "*.cs", SearchOption.AllDirectories)
            let path = Path.GetRelativePath(Sources, file)
            // What people copy into programs of their own is text here.
            where !Makers.Contains(path) && !path.EndsWith("Snippets.cs", StringComparison.Ordinal)
            from Match maker in Maker().Matches(File.ReadAllText(file))
            select $"{path}: {maker.Value}";

        Assert.Empty(found);
    }

    [Fact]
    public void Makers_AreThere() => Assert.All(Makers, maker => Assert.Matches(Maker(), File.ReadAllText(Path.Combine(Sources, maker))));

    [GeneratedRegex(@"new (SocketsHttpHandler|HttpClientHandler|WinHttpHandler)\b|new HttpClient\(\)|\.AddHttpClient\b")]
    private static partial Regex Maker();
}
