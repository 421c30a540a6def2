using System.Reflection;

namespace McpGateway.EndToEndTests.Support;

/// <summary>Where things are in the checkout that the tests were built from.</summary>
internal static class Repository
{
    public static readonly string Root =
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;

    public static readonly bool IsContinuousIntegration = Environment.GetEnvironmentVariable("CI") == "true";

    public static readonly string NodePeers = Path.Combine(Root, "tests", "node");

    /// <summary>The host as the build left it, in the configuration of this test run.</summary>
    public static readonly string Host = Built("McpGateway.Host");

    /// <summary>The host as its next release might be: <c>tests/McpGateway.NextRelease</c>.</summary>
    public static readonly string NextRelease = Built("McpGateway.NextRelease");

    /// <summary>The Node.js that the conformance suite needs, from the npm package of that name.</summary>
    public static readonly string Node = Path.Combine(NodePeers, "node_modules", ".bin", "node");

    private static string Built(string project) => Path.Combine(
        Root, "artifacts", "bin", project, Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), project + ".dll");
}
