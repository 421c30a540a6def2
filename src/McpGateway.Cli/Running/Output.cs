using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Terminals;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace McpGateway.Cli.Running;

/// <summary>What a command says: results to standard output, everything else to standard error.</summary>
internal sealed class Output(ITerminal terminal, bool isJson, bool isQuiet, bool isVerbose)
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public ITerminal Terminal { get; } = terminal;

    public bool IsJson { get; } = isJson;

    public bool IsQuiet { get; } = isQuiet;

    public bool IsVerbose { get; } = isVerbose;

    /// <summary>The one result of a command: as JSON when that was asked for, or for people.</summary>
    public void Result(JsonElement json, Func<IRenderable> forPeople)
    {
        if (IsJson)
        {
            Json(json);
        }
        else
        {
            Show(forPeople());
        }
    }

    /// <summary>Where the result is a sentence. Left out when nothing but results is wanted: the exit code tells it.</summary>
    public void Result(JsonElement json, string sentence)
    {
        if (IsJson)
        {
            Json(json);
        }
        else if (!IsQuiet)
        {
            Terminal.Out.WriteLine(PlainText.Lines(sentence));
        }
    }

    /// <summary>The same for a result that was put together here.</summary>
    public void Result(JsonNode json, string sentence)
    {
        if (IsJson)
        {
            Json(json);
        }
        else if (!IsQuiet)
        {
            Terminal.Out.WriteLine(PlainText.Lines(sentence));
        }
    }

    public void Json(JsonElement json)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Indented))
        {
            json.WriteTo(writer);
        }

        Terminal.Out.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    public void Json(JsonNode json)
    {
        using var document = JsonDocument.Parse(json.ToJsonString());
        Json(document.RootElement);
    }

    /// <summary>Shows a table or the like on standard output, as wide as it is. Lines end where their text does.</summary>
    public void Show(IRenderable view)
    {
        using var text = new StringWriter();
        ConsoleOn(text, Terminal.HasColours).Write(view);
        foreach (var line in text.ToString().TrimEnd('\n', '\r').Split('\n'))
        {
            Terminal.Out.WriteLine(line.TrimEnd());
        }
    }

    /// <summary>A line of the result, as it is.</summary>
    public void Line(string text = "") => Terminal.Out.WriteLine(PlainText.Lines(text));

    /// <summary>What is nice to know, on standard error.</summary>
    public void Note(string text)
    {
        if (!IsQuiet)
        {
            Terminal.Error.WriteLine(PlainText.Lines(text));
        }
    }

    public void Warn(string text) => Terminal.Error.WriteLine("warning: " + PlainText.Lines(text));

    public void Detail(string text)
    {
        if (IsVerbose)
        {
            Terminal.Error.WriteLine(PlainText.Lines(text));
        }
    }

    public void Fail(CommandFailure failure)
    {
        if (IsJson)
        {
            var error = new JsonObject { ["error"] = failure.Message, ["exit_code"] = failure.ExitCode };
            if (failure.Advice is { } advice)
            {
                error["advice"] = advice;
            }

            Terminal.Error.WriteLine(error.ToJsonString());
            return;
        }

        Terminal.Error.WriteLine("error: " + PlainText.Lines(failure.Message));
        if (failure.Advice is { } text)
        {
            Terminal.Error.WriteLine("  " + PlainText.Lines(text));
        }

        for (var cause = failure.InnerException; IsVerbose && cause is not null; cause = cause.InnerException)
        {
            Terminal.Error.WriteLine($"  caused by {cause.GetType().Name}: {PlainText.Lines(cause.Message)}");
        }
    }

    private IAnsiConsole ConsoleOn(TextWriter writer, bool hasColours)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = hasColours ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = hasColours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = Terminal.Width;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
