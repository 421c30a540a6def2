using System.Text.Json;
using McpGateway.Proxy.Pins;

namespace McpGateway.Proxy.Streaming;

/// <summary>Compares what one server lists with its pins, and tells what is new. One per exchange.</summary>
internal sealed class PinCheck(string server, RoutePins pins, IPinReports reports)
{
    // Hardly any list has news.
    private List<PinReport>? _news;

    /// <summary>Whether a definition may be passed on.</summary>
    public bool Shows(DefinitionKind kind, string name, ReadOnlyMemory<byte> raw)
    {
        var verdict = pins.Judge(kind, name, raw);
        if (verdict.IsNews)
        {
            (_news ??= []).Add(new(server, kind, name, raw.ToArray())
            {
                KnownHash = pins.Find(kind, name)?.FoundHash ?? "",
            });
        }

        return verdict.IsShown;
    }

    /// <summary>Ends a message: what was new in it is told, or forgotten when it was no list after all.</summary>
    public void End(bool isList)
    {
        if (isList)
        {
            _news?.ForEach(reports.Report);
        }

        _news?.Clear();
    }

    /// <summary>What was approved of the text for models, as JSON.</summary>
    public ReadOnlyMemory<byte> ApprovedInstructions()
    {
        var text = JsonEncodedText.Encode(pins.ApprovedInstructions);
        return (byte[])[(byte)'"', .. text.EncodedUtf8Bytes, (byte)'"'];
    }
}
