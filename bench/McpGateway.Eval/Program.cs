using McpGateway.Eval;

if (EvalArguments.Parse(args) is not { } arguments)
{
    await Console.Error.WriteLineAsync(EvalArguments.Usage);
    return 2;
}

if (!Directory.Exists(arguments.Directory))
{
    await Console.Error.WriteLineAsync(
        $"There is no directory {Path.GetFullPath(arguments.Directory)}. Test sets are not part of the repository: name where they are.");
    return 2;
}

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, _) => interrupted.Cancel();
return arguments.Command switch
{
    "load" => await LoadRun.RunAsync(arguments, interrupted.Token),
    "encoder" => EncoderRun.Run(arguments),
    "vectors" => VectorRun.Run(),
    "recall" => RecallRun.Run(arguments),
    _ => await QualityRun.RunAsync(arguments, interrupted.Token),
};
