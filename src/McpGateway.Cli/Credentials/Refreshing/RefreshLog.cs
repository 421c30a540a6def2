using McpGateway.Cli.Credentials.Files;
using McpGateway.Cli.Terminals;

namespace McpGateway.Cli.Credentials.Refreshing;

/// <summary>Lines with time and level, as services log them. No token is ever in one.</summary>
internal sealed class RefreshLog(TextWriter writer, TimeProvider time, bool hasDetails)
{
    private readonly Lock _writing = new();

    public void Debug(string text)
    {
        if (hasDetails)
        {
            Write("DEBUG", text);
        }
    }

    public void Info(string text) => Write("INFO", text);

    public void Warn(string text) => Write("WARNING", text);

    public void Error(string text) => Write("ERROR", text);

    private void Write(string level, string text)
    {
        lock (_writing)
        {
            writer.WriteLine($"{TokenTimes.Iso(time.GetUtcNow())} {level} {PlainText.Line(text)}");
        }
    }
}
