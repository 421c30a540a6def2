namespace McpGateway.Identity.Administrators;

/// <summary>
/// What the host tells the operator at first start: the generated password of the administrator. Written by start-up, taken once by the
/// host, which prints it to the console. It is never logged.
/// </summary>
public sealed class AdministratorNotice
{
    private string? _generatedPassword;

    /// <summary>Name of the administrator's account.</summary>
    public string UserName { get; private set; } = "";

    /// <summary>Whether the settings say the password.</summary>
    public bool IsPasswordChosen { get; private set; }

    /// <returns>The password the first time; null afterwards and when none was generated.</returns>
    public string? TakeGeneratedPassword() => Interlocked.Exchange(ref _generatedPassword, null);

    /// <summary>What start-up found wrong or put right about who administers; null when nothing.</summary>
    public string? Remark { get; private set; }

    internal void Tell(string remark) => Remark = remark;

    internal void TellChosen(bool isChosen) => IsPasswordChosen = isChosen;

    internal void Set(string userName, string? generatedPassword) => (UserName, _generatedPassword) = (userName, generatedPassword);
}
