using McpGateway.Records;

return await RecordBench.RunAsync(RecordOptions.Parse(args));
