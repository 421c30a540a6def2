using Tmds.DBus.Protocol;

namespace McpGateway.Cli.Keyrings;

/// <summary>A question that the keyring has to ask the user, mostly for a password. It draws it itself, where there is a desktop.</summary>
internal sealed class SecretPrompt(DBusConnection bus, TimeProvider time)
{
    private const string Interface = "org.freedesktop.Secret.Prompt";

    /// <summary>How long somebody may take to type a password.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <param name="service">The keyring's name on the bus.</param>
    /// <param name="prompt">Path of the question.</param>
    /// <returns>Whether the user agreed.</returns>
    public async Task<bool> ShowAsync(string service, string prompt, CancellationToken cancellationToken)
    {
        var answered = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = await bus.WatchSignalAsync(
            service, prompt, Interface, "Completed",
            static (message, _) => !message.GetBodyReader().ReadBool(),
            (Notification<bool> agreed) => answered.TrySetResult(agreed.HasValue && agreed.Value),
            ObserverFlags.EmitAll,
            false);
        await bus.CallMethodAsync(Call(service, prompt));
        return await answered.Task.WaitAsync(Patience, time, cancellationToken);
    }

    private MessageBuffer Call(string service, string prompt)
    {
        using var writer = bus.GetMessageWriter();
        writer.WriteMethodCallHeader(service, prompt, Interface, "Prompt", "s");
        writer.WriteString("");
        return writer.CreateMessage();
    }
}
