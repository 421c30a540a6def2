using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace McpGateway.Tests.Architecture.Settings;

/// <summary>
/// Summaries of types and members, as Markdown on one line, from the XML files that the compiler writes beside the assemblies.
/// </summary>
internal static partial class XmlDocumentation
{
    private static readonly Dictionary<string, XElement> Summaries = ProductAssemblies.FileNames
        .Select(static name => Path.Combine(AppContext.BaseDirectory, name + ".xml"))
        .SelectMany(static file => XDocument.Load(file, LoadOptions.PreserveWhitespace).Descendants("member"))
        .Where(static member => member.Element("summary") is not null)
        .DistinctBy(static member => member.Attribute("name")!.Value)
        .ToDictionary(static member => member.Attribute("name")!.Value, static member =>
        member.Element("summary")!, StringComparer.Ordinal);

    public static string Of(Type type) => Text("T:" + NameOf(type));

    public static string Of(PropertyInfo property) => Text($"P:{NameOf(property.DeclaringType!)}.{property.Name}");

    internal static string Markdown(XElement summary) => White().Replace(string.Concat(summary.Nodes().Select(Part)), " ").Trim();

    private static string Text(string name) => Summaries.TryGetValue(name, out var summary) ? Markdown(summary) : "";

    private static string Part(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement element when (element.Attribute("cref") ?? element.Attribute("langword") ?? element.Attribute("name")) is { } reference =>
            $"`{reference.Value.Split('.', ':')[^1]}`",
        XElement element => string.Concat(element.Nodes().Select(Part)),
        _ => "",
    };

    private static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    [GeneratedRegex(@"\s+")]
    private static partial Regex White();
}
