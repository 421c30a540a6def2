using System.Reflection;

namespace McpGateway.Foundation;

/// <summary>Which version this is.</summary>
public static class ProductVersion
{
    /// <summary>Of this build, without the commit that is appended to it.</summary>
    public static string OfBuild => WithCommit.Split('+')[0];

    /// <summary>Of this build, with the commit where it is known.</summary>
    public static string WithCommit { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "1.0.0";
}
