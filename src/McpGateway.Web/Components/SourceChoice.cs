using McpGateway.Core.Registry.Servers;

namespace McpGateway.Web.Components;

/// <summary>Narrowing lists to where their items came from.</summary>
internal static class SourceChoice
{
    /// <summary>Stands for what was registered here. No source's id begins so.</summary>
    public const string Here = "-";

    public static bool Fits(ItemOrigin? origin, string choice) =>
        choice.Length == 0 || (choice == Here ? origin is null : origin?.Source == choice);

    /// <summary>The sources that there is something from, in order; empty when nothing came from elsewhere.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<ItemOrigin?> origins) =>
    [
        .. origins.OfType<ItemOrigin>().Select(static origin => origin.Source)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];
}
