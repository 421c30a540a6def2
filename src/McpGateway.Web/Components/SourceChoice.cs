using McpGateway.Core.Registry.Servers;

namespace McpGateway.Web.Components;

/// <summary>Narrowing lists to where their items came from.</summary>
internal static class SourceChoice
{
    /// <summary>Stands for what was registered here. No source's id begins so.</summary>
    public const string Here = "-";

    public static bool Fits(ItemOrigin? origin, string choice) =>
        choice.Length == 0 || (choice == Here ? origin is null : origin?.Source == choice);

    /// <summary>What may be chosen among: what was registered here, and each source; nothing when nothing came from elsewhere.</summary>
    public static IReadOnlyList<(string Value, string Text)> ChoicesOf(IEnumerable<ItemOrigin?> origins)
    {
        string[] sources =
        [
            .. origins.OfType<ItemOrigin>().Select(static origin => origin.Source)
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        return sources.Length > 0 ? [(Here, "Registered here"), .. sources.Select(static source => (source, source))] : [];
    }
}
