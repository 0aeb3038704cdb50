print("docket-conformance")
