using System.Globalization;

namespace McpGateway.Web.Components;

/// <summary>Numbers as people read them. Pure.</summary>
internal static class Figures
{
    public static string Count(double count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>At most four letters, for tiles and axes: <c>12.3k</c>.</summary>
    public static string Short(double count) => count switch
    {
        >= 1e9 => Scaled(count / 1e9, "G"),
        >= 1e6 => Scaled(count / 1e6, "M"),
        >= 10_000 => Scaled(count / 1e3, "k"),
        _ => Count(count),
    };

    public static string Milliseconds(double? value) => value switch
    {
        null => "–",
        >= 10_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1000:0.0} s"),
        >= 1_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1000:0.00} s"),
        >= 10 => string.Create(CultureInfo.InvariantCulture, $"{value:0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value:0.0} ms"),
    };

    public static string Bytes(double count) => count switch
    {
        >= 1e9 => string.Create(CultureInfo.InvariantCulture, $"{count / 1e9:0.0} GB"),
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{count / 1e6:0.0} MB"),
        >= 1e3 => string.Create(CultureInfo.InvariantCulture, $"{count / 1e3:0.0} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{count:0} bytes"),
    };

    /// <summary>A part of something, in percent; a dash when there is nothing.</summary>
    public static string Share(long part, long whole) =>
        whole == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:0.#} %");

    private static string Scaled(double number, string unit) =>
        number.ToString(number < 100 ? "0.#" : "0", CultureInfo.InvariantCulture) + unit;
}
