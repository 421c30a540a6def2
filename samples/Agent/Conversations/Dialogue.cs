namespace ReferenceAgent.Conversations;

/// <summary>Talks until the user leaves.</summary>
internal static class Dialogue
{
    private const string Help = "Ask something. /new begins anew, /help shows this, /exit leaves.";

    /// <returns>How the last answer ended.</returns>
    public static async Task<int> RunAsync(
        Conversation conversation, AgentConsole console, string? first, CancellationToken cancellationToken)
    {
        await console.Notes.WriteLineAsync(Help);
        var code = first is null ? ExitCodes.Answered : await conversation.AnswerAsync(first, cancellationToken);
        while (true)
        {
            await console.Notes.WriteAsync("> ");
            await console.Notes.FlushAsync(cancellationToken);
            switch (await console.Input.ReadLineAsync(cancellationToken))
            {
                case null or "/exit" or "/quit" or "/q":
                    return code;
                case "/new":
                    conversation.Forget();
                    break;
                case "/help":
                    await console.Notes.WriteLineAsync(Help);
                    break;
                case { } question when !string.IsNullOrWhiteSpace(question):
                    code = await conversation.AnswerAsync(question, cancellationToken);
                    break;
            }
        }
    }
}
